namespace Fastchat.ModelGateway.Registry;

/// <summary>A provider as the registry states it: all that is needed to make one.</summary>
public sealed record ProviderEntry
{
    /// <summary>The name that targets use, unique in an installation.</summary>
    public required string Name { get; init; }

    /// <summary>The protocol it speaks: the <see cref="IModelProviderFactory.Kind"/> of who makes it.</summary>
    public string Kind { get; init; } = "openai";

    /// <summary>Where its API is, the version included, with a slash at the end.</summary>
    public required Uri BaseUrl { get; init; }

    /// <summary>Its key; null when it asks for none. For nobody's log.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The header that carries the key as it is; null for <c>Authorization: Bearer</c>.</summary>
    public string? ApiKeyHeader { get; init; }

    /// <summary>Further headers of every request.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Names, with <c>*</c> for any characters, that callers may ask for though nobody registered or listed them.</summary>
    public IReadOnlyList<string> Patterns { get; init; } = [];

    /// <summary>Whether the models that it lists are offered under their own names.</summary>
    public bool ListsModels { get; init; } = true;

    /// <summary>Where it processes data; empty where that is not known.</summary>
    public string Region { get; init; } = "";

    /// <summary>Whether its address may be this machine's or a private network's.</summary>
    public bool AllowsPrivateAddresses { get; init; }

    /// <summary>How long connecting may take; default 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How much it is asked at once, and when it is left alone because it fails.</summary>
    public ProviderLimits Limits { get; init; } = ProviderLimits.Default;

    /// <summary>Whether a provider made for the other serves as well for this one, connections, breaker and all.</summary>
    public bool IsSame(ProviderEntry other) =>
        (Name, Kind, BaseUrl, ApiKey, ApiKeyHeader) == (other.Name, other.Kind, other.BaseUrl, other.ApiKey, other.ApiKeyHeader)
        && (ListsModels, Region, AllowsPrivateAddresses, ConnectTimeout, Limits) == (other.ListsModels, other.Region, other.AllowsPrivateAddresses, other.ConnectTimeout, other.Limits)
        && Patterns.SequenceEqual(other.Patterns, StringComparer.Ordinal)
        && Headers.OrderBy(h => h.Key, StringComparer.Ordinal).SequenceEqual(other.Headers.OrderBy(h => h.Key, StringComparer.Ordinal));

    /// <summary>Name and address: the key is for nobody's log.</summary>
    public override string ToString() => $"{Name} at {BaseUrl}";
}
