using Fastchat.Contracts.Chat.V1;

namespace Fastchat.Client;

/// <summary>What to answer, with what.</summary>
/// <param name="Messages">The conversation so far, oldest first; the last message is from the user.</param>
public sealed record ChatQuestion(IReadOnlyList<Message> Messages)
{
    /// <summary>A question that begins a conversation.</summary>
    public ChatQuestion(string text) : this([new Message { Role = Role.User, Text = text }]) { }

    /// <summary>The model; by default the tenant's.</summary>
    public string? Model { get; init; }

    /// <summary>The collections to search; what is found is cited.</summary>
    public IReadOnlyList<string> VectorStoreIds { get; init; } = [];

    /// <summary>How many passages at most, 1 to 50; by default the tenant's setting.</summary>
    public int? MaxNumResults { get; init; }

    /// <summary>Passages that score lower are left out, 0 to 1; by default the tenant's setting.</summary>
    public double? ScoreThreshold { get; init; }

    /// <summary>0 to 2; by default the tenant's setting.</summary>
    public double? Temperature { get; init; }

    /// <summary>The longest answer in tokens; by default the tenant's setting.</summary>
    public int? MaxTokens { get; init; }

    internal ChatRequest ToRequest()
    {
        var request = new ChatRequest { Messages = { Messages }, Model = Model ?? "" };
        if (Temperature is { } temperature) request.Temperature = temperature;
        if (MaxTokens is { } maxTokens) request.MaxTokens = maxTokens;
        if (VectorStoreIds.Count > 0) request.Tools.Add(new Tool { FileSearch = ToSearch() });
        return request;
    }

    private FileSearch ToSearch()
    {
        var search = new FileSearch { VectorStoreIds = { VectorStoreIds } };
        if (MaxNumResults is { } maxNumResults) search.MaxNumResults = maxNumResults;
        if (ScoreThreshold is { } scoreThreshold) search.ScoreThreshold = scoreThreshold;
        return search;
    }
}
