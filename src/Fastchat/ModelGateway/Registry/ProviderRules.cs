using System.Text.RegularExpressions;
using Fastchat.Contracts.Admin.V1;
using Google.Protobuf.Collections;
using WireLimits = Fastchat.Contracts.Admin.V1.ProviderLimits;

namespace Fastchat.ModelGateway.Registry;

/// <summary>What a provider of the registry may be.</summary>
internal static partial class ProviderRules
{
    private const int LongestUrl = 2000;
    private const int LongestHeader = 64;
    private const int LongestHeaderValue = 1024;
    private const int MostHeaders = 16;
    private const int MostPatterns = 100;
    private const int LongestPattern = 200;
    private const int LongestRegion = 64;
    private const int LongestKey = 4096;
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan HalfASecond = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    // The connection's own, or the product's.
    private static readonly string[] Taken = ["host", "connection", "content-length", "content-type", "content-encoding", "transfer-encoding", "te", "trailer", "upgrade", "expect", "accept", "keep-alive"];
    private static readonly string[] Secrets = ["auth", "key", "token", "secret", "cookie", "password"];

    /// <summary>The names that are taken.</summary>
    public static IReadOnlyList<string> Reserved { get; } = ["builtin", "gateway"];

    /// <summary>Looks at a provider's name.</summary>
    public static void CheckName(string path, string name, RegistryMistakes mistakes)
    {
        if (name.Length == 0) mistakes.Missing(path);
        else if (!Name().IsMatch(name)) mistakes.Add(path, $"must be 1 to 64 of a-z, 0-9, '-' and '_', but is '{name}'.");
        else if (Reserved.Contains(name, StringComparer.Ordinal)) mistakes.Add(path, $"must not be '{name}', which is taken: builtin has the built-in models, and gateway is what FASTCHAT_UPSTREAM_URL names.");
    }

    /// <summary>Looks at a key.</summary>
    public static void CheckKey(string path, string key, RegistryMistakes mistakes)
    {
        if (key.Length > LongestKey) mistakes.Add(path, $"must have at most {LongestKey} characters, but has {key.Length}.");
        else if (key.Any(c => c is <= ' ' or > '~')) mistakes.Add(path, "must be printable ASCII without blanks.");
    }

    /// <summary>Looks at what a provider is.</summary>
    public static void Check(string path, ModelProviderSpec spec, IReadOnlyCollection<string> kinds, RegistryMistakes mistakes)
    {
        if (!kinds.Contains(RegistryShapes.Kind(spec))) mistakes.Add($"{path}.kind", $"must be {string.Join(" or ", kinds.Select(k => $"\"{k}\""))}, but is \"{spec.Kind}\".");
        CheckUrl($"{path}.base_url", spec.BaseUrl, mistakes);
        if (spec.ApiKeyHeader.Length > 0) CheckHeaderName($"{path}.api_key_header", spec.ApiKeyHeader, mistakes);
        CheckHeaders($"{path}.headers", spec.Headers, mistakes);
        if (mistakes.Count($"{path}.model_patterns", spec.ModelPatterns.Count, MostPatterns))
        {
            for (var i = 0; i < spec.ModelPatterns.Count; i++) mistakes.Text($"{path}.model_patterns[{i}]", spec.ModelPatterns[i], LongestPattern, isRequired: true);
        }

        mistakes.Text($"{path}.region", spec.Region, LongestRegion);
        mistakes.Time($"{path}.connect_timeout", spec.ConnectTimeout, TimeSpan.Zero, FiveMinutes);
        if (spec.Limits is { } limits) Check($"{path}.limits", limits, mistakes);
    }

    private static void Check(string path, WireLimits limits, RegistryMistakes mistakes)
    {
        if (limits.HasMaxConcurrency) mistakes.Range($"{path}.max_concurrency", limits.MaxConcurrency, 1, 1_000_000);
        if (limits.HasMaxQueue) mistakes.Range($"{path}.max_queue", limits.MaxQueue, 0, 100_000);
        mistakes.Time($"{path}.queue_time", limits.QueueTime, TimeSpan.Zero, FiveMinutes);
        if (limits.HasFailureRatio) mistakes.Range($"{path}.failure_ratio", limits.FailureRatio, 0.01, 1);
        if (limits.HasMinimumThroughput) mistakes.Range($"{path}.minimum_throughput", limits.MinimumThroughput, 2, 1_000_000);
        mistakes.Time($"{path}.sampling_duration", limits.SamplingDuration, HalfASecond, Day);
        mistakes.Time($"{path}.break_duration", limits.BreakDuration, HalfASecond, Day);
    }

    private static void CheckUrl(string path, string url, RegistryMistakes mistakes)
    {
        const string Example = "such as https://api.example.com/v1";
        if (url.Length == 0) mistakes.Missing(path);
        else if (url.Length > LongestUrl) mistakes.Add(path, $"must have at most {LongestUrl} characters, but has {url.Length}.");
        else if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")) mistakes.Add(path, $"must be an http(s) URL {Example}.");
        else if (address.UserInfo.Length > 0) mistakes.Add(path, $"must name no user and no password, {Example}; the key belongs into api_key.");
        else if (address.Query.Length > 0 || address.Fragment.Length > 0) mistakes.Add(path, $"must end with its path, {Example}.");
    }

    private static void CheckHeaders(string path, MapField<string, string> headers, RegistryMistakes mistakes)
    {
        if (!mistakes.Count(path, headers.Count, MostHeaders)) return;
        foreach (var (name, value) in headers)
        {
            CheckHeaderName(path, name, mistakes);
            if (Secrets.Any(s => name.Contains(s, StringComparison.OrdinalIgnoreCase)))
                mistakes.Add(path, $"must hold no secrets, but has '{name}': the key belongs into api_key, and api_key_header names its header.");
            if (value.Length > LongestHeaderValue || value.Any(c => c is < ' ' or > '~'))
                mistakes.Add(path, $"must have values of at most {LongestHeaderValue} characters of printable ASCII; that of '{name}' is not.");
        }
    }

    private static void CheckHeaderName(string path, string name, RegistryMistakes mistakes)
    {
        if (name.Length is 0 or > LongestHeader || !HeaderName().IsMatch(name)) mistakes.Add(path, $"must be named as headers are, with at most {LongestHeader} letters, digits and '-', but '{name}' is not.");
        else if (Taken.Contains(name, StringComparer.OrdinalIgnoreCase)) mistakes.Add(path, $"must not set '{name}', which the connection sets.");
    }

    [GeneratedRegex(@"^[a-z0-9_-]{1,64}\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"^[A-Za-z0-9_-]+\z")]
    private static partial Regex HeaderName();
}
