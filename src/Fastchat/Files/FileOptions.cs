namespace Fastchat.Files;

/// <summary>Limits of files.</summary>
public sealed record FileOptions
{
    /// <summary>The largest file in bytes; default 512 MiB, OpenAI's own limit.</summary>
    public long MaxFileSize { get; init; } = 512L * 1024 * 1024;
}
