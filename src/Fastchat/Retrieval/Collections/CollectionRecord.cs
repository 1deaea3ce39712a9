namespace Fastchat.Retrieval.Collections;

/// <summary>A collection as it is stored, with what its documents add up to.</summary>
public sealed record CollectionRecord
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>A name for people.</summary>
    public required string Name { get; init; }

    /// <summary>The caller's own notes.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed or searched.</summary>
    public required DateTimeOffset LastActiveAt { get; init; }

    /// <summary>Documents waiting or being read.</summary>
    public int InProgress { get; init; }

    /// <summary>Documents that can be searched.</summary>
    public int Completed { get; init; }

    /// <summary>Documents given up.</summary>
    public int Failed { get; init; }

    /// <summary>Documents cancelled.</summary>
    public int Cancelled { get; init; }

    /// <summary>All documents.</summary>
    public int Total => InProgress + Completed + Failed + Cancelled;

    /// <summary>Bytes of extracted text and vectors.</summary>
    public long UsageBytes { get; init; }
}
