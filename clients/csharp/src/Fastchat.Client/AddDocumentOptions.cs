using Fastchat.Contracts.Retrieval.V1;

namespace Fastchat.Client;

/// <summary>How to add a document.</summary>
public sealed record AddDocumentOptions
{
    /// <summary>Your own attributes, returned with search results: at most 16 pairs.</summary>
    public IReadOnlyDictionary<string, string>? Attributes { get; init; }

    /// <summary>How to cut the text; by default the server's way.</summary>
    public ChunkingPolicy? Chunking { get; init; }

    /// <summary>How long to wait between two looks when waiting for the document. Default 250 ms.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(250);
}
