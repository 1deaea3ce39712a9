namespace Fastchat.Server;

/// <summary>The folder of everything that is kept, held by one process at a time.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream _lock;

    private DataFolder(string path, FileStream @lock)
    {
        Path = path;
        _lock = @lock;
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>The relational store.</summary>
    public string Database => System.IO.Path.Combine(Path, "fastchat.db");

    /// <summary>The collections of the built-in index.</summary>
    public string Index => System.IO.Path.Combine(Path, "index");

    /// <summary>The bytes of files.</summary>
    public string Blobs => System.IO.Path.Combine(Path, "blobs");

    /// <summary>Opens the folder, making it when it is missing; nobody else on the machine may read it.</summary>
    /// <exception cref="IOException">Another process holds it, or it cannot be written.</exception>
    public static DataFolder Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(full);
        else Directory.CreateDirectory(full, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            return new DataFolder(full, new FileStream(System.IO.Path.Combine(full, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e)
        {
            throw new IOException($"{full} is in use by another Fastchat server. Stop it, or set DATA_DIR to another folder.", e);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _lock.Dispose();
}
