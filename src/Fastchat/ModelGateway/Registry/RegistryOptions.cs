namespace Fastchat.ModelGateway.Registry;

/// <summary>What the configuration says of models.</summary>
public sealed record RegistryOptions
{
    /// <summary>The providers that the environment states.</summary>
    public IReadOnlyList<StatedProvider> Environment { get; init; } = [];

    /// <summary>The file of FASTCHAT_MODELS; null for none.</summary>
    public RegistryFile? File { get; init; }

    /// <summary>How often it is looked whether the file has changed; default 1 s.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often the database is read though nobody has announced a change; default 1 min.</summary>
    public TimeSpan ReadEvery { get; init; } = TimeSpan.FromMinutes(1);
}
