namespace Fastchat.Governance.Identity.Tokens;

/// <summary>A file of keys, gone when it is done with.</summary>
internal sealed class KeyFile : IDisposable
{
    public KeyFile(string text) => File.WriteAllText(Path, text);

    public string Path { get; } = System.IO.Path.GetTempFileName();

    public void Dispose() => File.Delete(Path);
}
