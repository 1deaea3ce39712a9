namespace Fastchat.Retrieval.Index;

/// <summary>Where the built-in index keeps its collections and how many it keeps open.</summary>
public sealed record EmbeddedIndexOptions
{
    /// <summary>The folder of all collections; made when missing. Each lies at {root}/{tenant}/{collection}.db.</summary>
    public required string Root { get; init; }

    /// <summary>How many collections stay open, with their vectors in memory, while nobody uses them. Default 64.</summary>
    public int OpenCollections { get; init; } = 64;

    /// <summary>How many queries of one collection run at once. Default 4.</summary>
    public int ReadConnections { get; init; } = 4;

    /// <summary>The clock of the files' migrations.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
