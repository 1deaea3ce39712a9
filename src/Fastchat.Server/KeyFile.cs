using Fastchat.Governance.Identity;

namespace Fastchat.Server;

/// <summary>A key that was generated once and is kept in the data folder, readable by its owner alone.</summary>
internal sealed class KeyFile
{
    private KeyFile(string path, string key, bool isNew)
    {
        Path = path;
        Key = key;
        IsNew = isNew;
    }

    /// <summary>Where it is kept.</summary>
    public string Path { get; }

    /// <summary>The key.</summary>
    public string Key { get; }

    /// <summary>Whether it was generated just now.</summary>
    public bool IsNew { get; }

    /// <summary>Reads the key, generating it when there is none.</summary>
    public static KeyFile Open(string folder, string name)
    {
        var path = System.IO.Path.Combine(folder, name);
        if (File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } kept) return new KeyFile(path, kept, isNew: false);
        var key = ApiKey.New();
        OwnerOnlyFile.Write(path, key + "\n");
        return new KeyFile(path, key, isNew: true);
    }
}
