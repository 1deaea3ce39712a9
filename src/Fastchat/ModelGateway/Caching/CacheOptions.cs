namespace Fastchat.ModelGateway.Caching;

/// <summary>How much a server remembers.</summary>
public sealed record CacheOptions
{
    /// <summary>The most bytes of vectors; 0 for none. Default 64 MiB.</summary>
    public long EmbeddingBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>The most bytes of answers; 0 for none. Default 64 MiB.</summary>
    public long ResponseBytes { get; init; } = 64L * 1024 * 1024;
}
