namespace Fastchat.ModelGateway.Registry;

/// <summary>What a model can do. What it cannot is refused before it is asked, or left out where the tenant says so.</summary>
public sealed record ModelAbilities
{
    /// <summary>What is assumed of a model of which nothing is known: everything, and its provider has the last word.</summary>
    public static ModelAbilities Unknown { get; } = new();

    /// <summary>Whether it can call tools.</summary>
    public bool Tools { get; init; } = true;

    /// <summary>Whether it reads pictures.</summary>
    public bool Vision { get; init; } = true;

    /// <summary>Whether it reads files and sound.</summary>
    public bool Files { get; init; } = true;

    /// <summary>Whether it can be held to a JSON schema.</summary>
    public bool JsonSchema { get; init; } = true;

    /// <summary>Whether its effort of reasoning can be set.</summary>
    public bool Reasoning { get; init; } = true;

    /// <summary>Whether it states log probabilities.</summary>
    public bool Logprobs { get; init; } = true;

    /// <summary>The dimension of its embeddings; null for a model that makes none, or of which it is not known.</summary>
    public int? EmbeddingDimensions { get; init; }
}
