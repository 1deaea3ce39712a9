using Fastchat.Contracts.OpenAI.V1;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.AI;

namespace Fastchat.Providers.ChatClients;

/// <summary>What all answers to a request cost together.</summary>
internal sealed class ChatClientUsage
{
    private UsageDetails? _sum;

    /// <summary>The sum; null when nothing was stated.</summary>
    public CompletionUsage? Total => _sum is null ? null : new CompletionUsage
    {
        PromptTokens = _sum.InputTokenCount ?? 0,
        CompletionTokens = _sum.OutputTokenCount ?? 0,
        TotalTokens = _sum.TotalTokenCount ?? ((_sum.InputTokenCount ?? 0) + (_sum.OutputTokenCount ?? 0)),
        PromptTokensDetails = Detail("cached_tokens", _sum.CachedInputTokenCount),
        CompletionTokensDetails = Detail("reasoning_tokens", _sum.ReasoningTokenCount),
    };

    /// <summary>Adds what was stated.</summary>
    public void Add(UsageDetails usage) => (_sum ??= new UsageDetails()).Add(usage);

    private static Struct? Detail(string name, long? count) => count is { } tokens ? new Struct { Fields = { [name] = Value.ForNumber(tokens) } } : null;
}
