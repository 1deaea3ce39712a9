namespace Fastchat.Providers.Sandbox;

/// <summary>What a process in the sandbox may use.</summary>
public sealed record SandboxOptions
{
    /// <summary>How long it may take.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How much processor time each of its processes may use; whole seconds.</summary>
    public TimeSpan CpuLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How much address space each of its processes may hold, in bytes.</summary>
    public long AddressSpaceLimit { get; init; } = 1L << 30;

    /// <summary>How large a file it may write, in bytes; only its own /tmp is writable.</summary>
    public long FileSizeLimit { get; init; } = 1L << 30;

    /// <summary>How many bytes it may write to standard output before it is ended.</summary>
    public int OutputLimit { get; init; } = 80 * 1024 * 1024;

    /// <summary>How many bytes of standard error are kept; the rest is read and dropped.</summary>
    public int ErrorLimit { get; init; } = 8 * 1024;

    /// <summary>Files and folders that it may read besides the system's programs.</summary>
    public IReadOnlyList<string> ReadOnlyPaths { get; init; } = [];

    /// <summary>Its environment, besides PATH; nothing is inherited.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
