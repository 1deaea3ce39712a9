using Fastchat.ModelGateway;
using Fastchat.ModelGateway.Registry;

namespace Fastchat.Testing;

/// <summary>A provider of one model under the given names.</summary>
/// <param name="model">The model.</param>
/// <param name="names">The names that it lists and is found by.</param>
public sealed class FakeModelProvider(IChatModel model, params string[] names) : IModelProvider
{
    /// <inheritdoc />
    public string Name { get; init; } = "fake";

    /// <summary>How much it is asked at once, and when it is left alone.</summary>
    public ProviderLimits Limits { get; init; } = ProviderLimits.Default;

    /// <summary>A further name that is found and not listed; null for none.</summary>
    public string? Unlisted { get; init; }

    /// <summary>What the models can do; null for everything.</summary>
    public ModelAbilities? Abilities { get; init; }

    /// <summary>Who serves the models.</summary>
    public string Owner { get; init; } = "tests";

    /// <inheritdoc />
    public IReadOnlyList<ModelInfo> Models => [.. names.Select(n => new ModelInfo(n, Owner) { Abilities = Abilities })];

    /// <inheritdoc />
    public bool Offers(string model) => names.Contains(model) || model == Unlisted;

    /// <inheritdoc />
    public IChatModel ChatModel(string name) => model;
}
