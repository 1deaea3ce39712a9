using System.Collections.Concurrent;
using Fastchat.ModelGateway.Embeddings;

namespace Fastchat.Testing;

/// <summary>A model that embeds each text as its length, and remembers what it was asked.</summary>
public sealed class FakeEmbeddingModel : IEmbeddingModel
{
    /// <summary>What it was asked, in the order in which it was.</summary>
    public ConcurrentQueue<EmbeddingQuery> Queries { get; } = new();

    /// <inheritdoc />
    public int MostTexts { get; init; } = 128;

    /// <summary>What it does before it answers.</summary>
    public Func<EmbeddingQuery, CancellationToken, Task> Before { get; init; } = (_, _) => Task.CompletedTask;

    /// <summary>The vector of a text.</summary>
    public Func<string, float[]> Embed { get; init; } = text => [text.Length, 1];

    /// <summary>How many tokens it says it read; null for nothing.</summary>
    public Func<EmbeddingQuery, long?> Tokens { get; init; } = query => query.Texts.Count;

    /// <inheritdoc />
    public async Task<EmbeddingResult> EmbedAsync(EmbeddingQuery query, CancellationToken cancellationToken)
    {
        Queries.Enqueue(query);
        await Before(query, cancellationToken);
        return new EmbeddingResult([.. query.Texts.Select(Embed)], Tokens(query));
    }
}
