using Fastchat.Foundation;

namespace Fastchat.Server;

/// <summary>The folder of everything that is kept, held by one process at a time.</summary>
internal sealed class DataFolder : IDisposable
{
    /// <summary>The file of the relational store.</summary>
    public const string DatabaseName = "fastchat.db";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly FileStream _lock;

    private DataFolder(string path, FileStream @lock)
    {
        Path = path;
        _lock = @lock;
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>The relational store.</summary>
    public string Database => System.IO.Path.Combine(Path, DatabaseName);

    /// <summary>The collections of the built-in index.</summary>
    public string Index => System.IO.Path.Combine(Path, "index");

    /// <summary>Remembers that the first start has filled the store named "welcome".</summary>
    public string WelcomeMarker => System.IO.Path.Combine(Path, "welcome");

    /// <summary>The bytes of files.</summary>
    public string Blobs => System.IO.Path.Combine(Path, "blobs");

    /// <summary>Who has this folder, made up with the folder and kept.</summary>
    public Node Node => new(NodeId());

    /// <summary>Opens the folder, making it when it is missing; nobody else on the machine may read it.</summary>
    /// <exception cref="IOException">Another process holds it, or it cannot be written.</exception>
    public static DataFolder Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(full);
        else Directory.CreateDirectory(full, OwnerOnly);

        // One that was there before may have been made for all to read.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(full, OwnerOnly);
        try
        {
            return new DataFolder(full, new FileStream(System.IO.Path.Combine(full, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e)
        {
            throw new IOException($"{full} is in use by another Fastchat server. Stop it, or set DATA_DIR to another folder.", e);
        }
    }

    private string NodeId()
    {
        var path = System.IO.Path.Combine(Path, "node");
        if (File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } kept) return kept;
        var id = Guid.NewGuid().ToString("N");
        File.WriteAllText(path, id);
        return id;
    }

    /// <inheritdoc />
    public void Dispose() => _lock.Dispose();
}
