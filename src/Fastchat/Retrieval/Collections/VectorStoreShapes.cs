using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Contracts.Retrieval.V1;
using Fastchat.Foundation;
using ChunkingPolicy = Fastchat.Retrieval.Chunking.ChunkingPolicy;

namespace Fastchat.Retrieval.Collections;

/// <summary>Collections and documents in OpenAI's words.</summary>
internal static class VectorStoreShapes
{
    public static VectorStore ToObject(CollectionRecord collection) => new()
    {
        Id = collection.Id,
        Object = "vector_store",
        CreatedAt = collection.CreatedAt.ToUnixTimeSeconds(),
        Name = collection.Name,
        UsageBytes = collection.UsageBytes,
        FileCounts = new FileCounts
        {
            InProgress = collection.InProgress,
            Completed = collection.Completed,
            Failed = collection.Failed,
            Cancelled = collection.Cancelled,
            Total = collection.Total,
        },
        Status = collection.InProgress > 0 ? "in_progress" : "completed",
        LastActiveAt = collection.LastActiveAt.ToUnixTimeSeconds(),
        Metadata = { collection.Metadata.ToDictionary() },
    };

    public static VectorStoreFile ToObject(DocumentRecord document) => new()
    {
        Id = document.FileId,
        Object = "vector_store.file",
        UsageBytes = document.UsageBytes,
        CreatedAt = document.CreatedAt.ToUnixTimeSeconds(),
        VectorStoreId = document.CollectionId,
        Status = document.Status switch
        {
            DocumentStatus.Completed => "completed",
            DocumentStatus.Failed => "failed",
            DocumentStatus.Cancelled => "cancelled",
            _ => "in_progress",
        },
        LastError = document.ErrorCode is { } code ? ToError(code, document.ErrorMessage ?? "") : null,
        ChunkingStrategy = new ChunkingStrategy
        {
            Static = new StaticChunking
            {
                Static = new StaticChunkingSizes { MaxChunkSizeTokens = document.Chunking.MaxTokens, ChunkOverlapTokens = document.Chunking.OverlapTokens },
            },
        },
        Attributes = { document.Attributes.ToDictionary() },
    };

    public static VectorStoreSearchResult ToResult(Passage passage)
    {
        var result = new VectorStoreSearchResult
        {
            FileId = passage.FileId,
            Filename = passage.Filename,
            Score = passage.Score,
            Attributes = { passage.Attributes },
            Content = { new TextContent { Type = "text", Text = passage.Text } },
            Start = passage.Start,
            End = passage.End,
        };
        if (passage.HasPage) result.Page = passage.Page;
        return result;
    }

    public static ChunkingPolicy Chunking(ChunkingStrategy? strategy)
    {
        if (strategy is null or { StrategyCase: ChunkingStrategy.StrategyOneofCase.None or ChunkingStrategy.StrategyOneofCase.Auto }) return new ChunkingPolicy();
        var sizes = strategy.Static.Static ?? throw FastchatException.MissingField("chunking_strategy.static");
        var policy = new ChunkingPolicy(sizes.MaxChunkSizeTokens, sizes.ChunkOverlapTokens);
        policy.Validate("chunking_strategy.static.max_chunk_size_tokens", "chunking_strategy.static.chunk_overlap_tokens");
        return policy;
    }

    // OpenAI knows three codes; the exact reason stands beside them.
    private static VectorStoreFileError ToError(string code, string message) => new()
    {
        Code = ErrorTable.FromCode(code) switch
        {
            ErrorReason.FileTypeUnsupported => "unsupported_file",
            ErrorReason.FileTypeMismatch or ErrorReason.FileUnreadable or ErrorReason.FileHasNoText or ErrorReason.FileEmpty => "invalid_file",
            _ => "server_error",
        },
        Message = message,
        Reason = code,
    };
}
