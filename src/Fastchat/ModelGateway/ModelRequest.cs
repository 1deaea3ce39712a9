using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway.Caching;
using Fastchat.ModelGateway.Registry;
using Fastchat.ModelGateway.Routing;
using Fastchat.ModelGateway.Tokens;

namespace Fastchat.ModelGateway;

/// <summary>What a model is asked. The gateway speaks OpenAI's chat protocol, so the parameters are its message.</summary>
public sealed record ModelRequest
{
    /// <summary>Model, messages and settings, final: system prompt and passages are already among the messages.</summary>
    public required ChatCompletionParams Parameters { get; init; }

    /// <summary>The person's last words.</summary>
    public required string Question { get; init; }

    /// <summary>
    /// The passages that the messages quote, in the order of their markers: <c>[1]</c> is the first. Null when the request
    /// attached no documents; empty never reaches a model.
    /// </summary>
    public IReadOnlyList<string>? Passages { get; init; }

    /// <summary>Who asks: what is kept and remembered of the call is this tenant's.</summary>
    public TenantId Tenant { get; init; }

    /// <summary>How many messages stand before the caller's own, such as the tenant's prompt: errors name the caller's places.</summary>
    public int Prepended { get; init; }

    /// <summary>What stays with one target as long as it is fit: a conversation's id; null for nothing.</summary>
    public string? StickyKey { get; init; }

    /// <summary>Which models may answer, and how the request is fitted to them: fallbacks and targets that are not for the caller are not asked.</summary>
    public ModelPermit Permit { get; init; } = ModelPermit.All;

    /// <summary>What is wanted of kept answers; null for nothing.</summary>
    public CacheWish? Cache { get; init; }

    /// <summary>What becomes of an answer that breaks after its first delta has left.</summary>
    public BreakHandling OnBreak { get; init; }

    /// <summary>Whether older messages will yet be left out: until then it may be too long.</summary>
    public bool IsToBeTrimmed { get; init; }

    /// <summary>What is known of its length; null for nothing.</summary>
    public PromptCount? Counted { get; init; }

    /// <summary>The same request to a model of another name.</summary>
    public ModelRequest For(string model)
    {
        if (Parameters.Model == model) return this;
        var parameters = Parameters.Clone();
        parameters.Model = model;
        return this with { Parameters = parameters };
    }
}
