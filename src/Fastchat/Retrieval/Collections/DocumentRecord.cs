using Fastchat.Contracts.Retrieval.V1;
using ChunkingPolicy = Fastchat.Retrieval.Chunking.ChunkingPolicy;

namespace Fastchat.Retrieval.Collections;

/// <summary>A file in a collection as it is stored.</summary>
public sealed record DocumentRecord
{
    /// <summary>The collection.</summary>
    public required string CollectionId { get; init; }

    /// <summary>The file.</summary>
    public required string FileId { get; init; }

    /// <summary>The file's name.</summary>
    public required string Filename { get; init; }

    /// <summary>How far it is.</summary>
    public required DocumentStatus Status { get; init; }

    /// <summary>What is being done to it.</summary>
    public required string Stage { get; init; }

    /// <summary>How much is done, 0 to 1.</summary>
    public double Progress { get; init; }

    /// <summary>Passages that can be found.</summary>
    public int ChunkCount { get; init; }

    /// <summary>Bytes of extracted text and vectors.</summary>
    public long UsageBytes { get; init; }

    /// <summary>The caller's own attributes.</summary>
    public required IReadOnlyDictionary<string, string> Attributes { get; init; }

    /// <summary>How its text is cut.</summary>
    public required ChunkingPolicy Chunking { get; init; }

    /// <summary>Why it failed, in lower case; null otherwise.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>Why it failed, for people; null otherwise.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>When it was attached.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
