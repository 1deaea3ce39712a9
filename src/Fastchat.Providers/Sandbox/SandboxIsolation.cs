namespace Fastchat.Providers.Sandbox;

/// <summary>How far the processes that parse foreign files are kept from everything else.</summary>
public enum SandboxIsolation
{
    /// <summary>A plain process with a time limit: neither bwrap nor prlimit works here (as on macOS).</summary>
    None,

    /// <summary>Limits on memory and CPU, but the server's files and network are in reach: bwrap is missing or forbidden.</summary>
    LimitsOnly,

    /// <summary>Limits, and namespaces of its own: no network, no files but the system's programs.</summary>
    Namespaces,
}
