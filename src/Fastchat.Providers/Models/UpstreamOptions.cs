using System.Text.RegularExpressions;
using Fastchat.ModelGateway.Registry;

namespace Fastchat.Providers.Models;

/// <summary>A gateway that speaks OpenAI's protocol: LiteLLM, OpenAI itself, any other.</summary>
/// <param name="BaseAddress">Where its API is, the version included: <c>https://host/v1/</c>.</param>
/// <param name="ApiKey">Its key; null when it asks for none.</param>
/// <param name="Patterns">Names that may be asked for beside those it lists: <c>mock-*</c>, <c>openai/*</c>.</param>
public sealed record UpstreamOptions(Uri BaseAddress, string? ApiKey, IReadOnlyList<string> Patterns)
{
    /// <summary>The name that targets of the registry use; default "gateway".</summary>
    public string Name { get; init; } = "gateway";

    /// <summary>How long connecting may take; default 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long an answer that comes whole may take, such as vectors or ranks; default 5 min. Streams of a chat model have no
    /// limit here: how long a model may take is said by <see cref="ModelGateway.Registry.ModelTimeouts"/>, and watched by whoever asks it.
    /// </summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The most texts that are sent to be embedded at once, 1 to 2048; default 256. More go in several requests, one after another.</summary>
    public int EmbeddingBatch { get; init; } = 256;

    /// <summary>Headers of every request, such as <c>OpenAI-Organization</c>. Their values are kept as secret as the key.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Whether it may have an address that is not public: this machine, a private network. Default false; what an operator
    /// writes into the environment or a file may, what comes through the API must say so.
    /// </summary>
    public bool AllowPrivateAddresses { get; init; }

    /// <summary>Whether the models that it lists are offered; default true.</summary>
    public bool ListsModels { get; init; } = true;

    /// <summary>How much it is asked at once, and when it is left alone because it fails.</summary>
    public ProviderLimits Limits { get; init; } = ProviderLimits.Default;

    /// <summary>How often its list of models is read anew; default 1 min.</summary>
    public TimeSpan RefreshEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The options that addresses and patterns mean as an operator writes them; the address may be private.</summary>
    /// <param name="url">With or without the version: <c>http://host:4000</c> means <c>http://host:4000/v1</c>.</param>
    /// <param name="key">The key; empty for none.</param>
    /// <param name="patterns">Patterns separated by commas; empty for none.</param>
    /// <exception cref="FormatException">The address is no HTTP URL.</exception>
    public static UpstreamOptions Parse(string url, string? key, string? patterns)
    {
        if (!Uri.TryCreate(url.TrimEnd('/'), UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new FormatException($"'{url}' is not an http(s) URL.");
        var text = address.AbsoluteUri.TrimEnd('/');
        if (!Regex.IsMatch(address.AbsolutePath, "/v[0-9]+[a-z0-9]*$")) text += "/v1";
        return new UpstreamOptions(
            new Uri(text + "/"),
            string.IsNullOrWhiteSpace(key) ? null : key.Trim(),
            (patterns ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            AllowPrivateAddresses = true,
        };
    }

    /// <summary>Whether a name matches a pattern; <c>*</c> stands for any characters.</summary>
    public bool Matches(string name) => Patterns.Any(p => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(p, name, ignoreCase: false));

    /// <summary>Name and address: the key and the headers are for nobody's log.</summary>
    public override string ToString() => $"{Name} at {BaseAddress}";
}
