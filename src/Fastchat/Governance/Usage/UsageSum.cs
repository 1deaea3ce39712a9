namespace Fastchat.Governance.Usage;

/// <summary>What a group used: the sums of a <see cref="UsageQuery"/>.</summary>
public sealed record UsageSum
{
    /// <summary>The day's first millisecond since 1970 (UTC); 0 when days are summed.</summary>
    public long Day { get; init; }

    /// <summary>The workspace; empty for none, or when workspaces are summed.</summary>
    public string WorkspaceId { get; init; } = "";

    /// <summary>The key; empty for none, or when keys are summed.</summary>
    public string KeyId { get; init; } = "";

    /// <summary>The user; empty for none, or when users are summed.</summary>
    public string UserId { get; init; } = "";

    /// <summary>The model; empty when models are summed.</summary>
    public string Model { get; init; } = "";

    /// <summary>Answers.</summary>
    public long Requests { get; init; }

    /// <summary>Answers whose tokens were counted here.</summary>
    public long EstimatedRequests { get; init; }

    /// <summary>Tokens read.</summary>
    public long PromptTokens { get; init; }

    /// <summary>Tokens written.</summary>
    public long CompletionTokens { get; init; }

    /// <summary>Tokens read, as counted here.</summary>
    public long CountedPromptTokens { get; init; }

    /// <summary>Tokens written, as counted here.</summary>
    public long CountedCompletionTokens { get; init; }

    /// <summary>Cost in units of <see cref="Limits.LimitMetric.CostUnit"/>.</summary>
    public long Cost { get; init; }
}
