namespace Fastchat.ModelGateway.Parameters;

/// <summary>What a tenant's settings say of how its requests are fitted to models.</summary>
/// <param name="AllowsTools">Whether models may be given tools.</param>
/// <param name="DropsParameters">Whether a parameter that a model has no ability for is left out instead of refused.</param>
/// <param name="MaxContext">The most tokens of context that a model is given; null for the model's own.</param>
public sealed record ModelPolicy(bool AllowsTools = true, bool DropsParameters = false, int? MaxContext = null)
{
    /// <summary>Everything is allowed, and nothing left out.</summary>
    public static ModelPolicy Default { get; } = new();
}
