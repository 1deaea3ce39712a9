using Fastchat.Contracts.OpenAI.V1;
using Fastchat.ModelGateway.Metering;

namespace Fastchat.ModelGateway.Registry;

/// <summary>A name that callers ask for, and what stands behind it.</summary>
public sealed record RegisteredModel
{
    /// <summary>The name, 1 to 200 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Where it is served, 1 to 16.</summary>
    public required IReadOnlyList<ModelTarget> Targets { get; init; }

    /// <summary>How one of them is chosen.</summary>
    public TargetChoice Choice { get; init; }

    /// <summary>The models that answer when all its targets fail, tried in this order.</summary>
    public IReadOnlyList<ModelFallback> Fallbacks { get; init; } = [];

    /// <summary>The most tokens of question and answer together; null where unknown.</summary>
    public int? ContextWindow { get; init; }

    /// <summary>The longest answer in tokens; null where unknown.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>What it costs; null for what the installation's prices say.</summary>
    public ModelPrice? Price { get; init; }

    /// <summary>What it can do.</summary>
    public ModelAbilities Abilities { get; init; } = ModelAbilities.Unknown;

    /// <summary>How long it may take.</summary>
    public ModelTimeouts Timeouts { get; init; } = new();

    /// <summary>
    /// How often targets that failed in a way that may pass are tried again, after each of the others has been asked once
    /// and after a pause, 0 to 5; only before the first delta.
    /// </summary>
    public int Retries { get; init; } = 1;

    /// <summary>A second target is asked too when the first has said nothing for so long, and the first to speak answers; null for never.</summary>
    public TimeSpan? HedgeAfter { get; init; }

    /// <summary>Where its data are processed, as the operator names places; empty where not stated.</summary>
    public string Region { get; init; } = "";

    /// <summary>Words to find it by.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Parameters of requests that do not state them; null for none. It is not to be changed.</summary>
    public ChatCompletionParams? Defaults { get; init; }

    /// <summary>Who serves it, for lists.</summary>
    public string OwnedBy { get; init; } = "fastchat";

    /// <summary>When it was offered, in seconds since 1970; 0 where unknown.</summary>
    public long Created { get; init; }

    /// <summary>A model that a provider offers and nobody registered: one target of its own name.</summary>
    public static RegisteredModel Unregistered(string name, string provider, ModelInfo? info) => new()
    {
        Name = name,
        Targets = [new ModelTarget(provider, name)],
        OwnedBy = info?.OwnedBy ?? provider,
        Created = info?.Created ?? 0,
        Abilities = info?.Abilities ?? ModelAbilities.Unknown,
    };
}
