using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;

namespace Fastchat.Chat;

/// <summary>The collections that a turn answers from.</summary>
/// <param name="CollectionIds">The collections.</param>
/// <param name="MaxResults">How many passages at most; null for the tenant's setting.</param>
/// <param name="ScoreThreshold">The lowest score; null for the tenant's setting.</param>
/// <param name="Param">The name under which the caller gave the collections, for errors.</param>
/// <param name="TellsText">Whether what is told of the search has the passages' words.</param>
public sealed record FileSearch(IReadOnlyList<string> CollectionIds, int? MaxResults, double? ScoreThreshold, string Param, bool TellsText = false)
{
    /// <summary>Whether the collections are all that there are, which may be none: then nothing is found.</summary>
    public bool IsAll { get; init; }

    /// <summary>The search that one of a request's tools asks for; null when none does.</summary>
    /// <param name="tools">The request's tools: of each its file search, null for another tool.</param>
    /// <param name="tellsText">Whether what is told of the search has the passages' words.</param>
    /// <exception cref="FastchatException">INVALID_VALUE.</exception>
    public static FileSearch? Of(IReadOnlyList<FileSearchTool?> tools, bool tellsText = false)
    {
        var at = tools.TakeWhile(t => t is null).Count();
        if (at == tools.Count) return null;
        var search = tools[at]!;
        if (search.Filters is not null) throw FastchatException.InvalidValue($"tools[{at}].filters", $"tools[{at}].filters must be absent: search cannot filter by attributes yet.");
        if (tools.Skip(at + 1).Any(t => t is not null)) throw FastchatException.InvalidValue("tools", "tools may hold one file_search; name all stores in it.");
        return new FileSearch(
            search.VectorStoreIds, search.HasMaxNumResults ? search.MaxNumResults : null,
            search.RankingOptions is { HasScoreThreshold: true } ranking ? ranking.ScoreThreshold : null, $"tools[{at}].vector_store_ids", tellsText);
    }
}
