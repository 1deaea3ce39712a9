using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;

namespace Fastchat.Chat;

/// <summary>A turn to take: what every door of chat makes of its request.</summary>
public sealed record TurnRequest
{
    /// <summary>Who asks.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>Model, messages and settings, as the caller gave them; file search is not among the tools.</summary>
    public required ChatCompletionParams Parameters { get; init; }

    /// <summary>What to answer from; null for the model's own knowledge.</summary>
    public FileSearch? FileSearch { get; init; }
}
