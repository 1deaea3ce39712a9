using System.Text.RegularExpressions;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Governance.Limits;
using Fastchat.ModelGateway.Formats;
using Fastchat.ModelGateway.Registry;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Tools;

/// <summary>What declared tools may be.</summary>
internal static partial class ToolSpecRules
{
    private const int LongestDescription = 4096;
    private const int LongestResult = 1024 * 1024;
    private const int MostHeaders = 32;
    private const int LongestHeader = 8192;
    private const int MostCalls = 48;
    private const double MostCost = 1_000_000;
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    // What the connection itself says.
    private static readonly string[] OwnHeaders = ["host", "content-length", "content-type", "transfer-encoding", "connection"];

    [GeneratedRegex(@"\$\{([^}]*)\}")]
    private static partial Regex Variable { get; }

    [GeneratedRegex(@"\{([^{}]*)\}")]
    private static partial Regex Placeholder { get; }

    [GeneratedRegex(@"^[!#$%&'*+\-.^_`|~0-9A-Za-z]+\z")]
    private static partial Regex HeaderName { get; }

    /// <summary>A header with its variables replaced.</summary>
    /// <param name="at">The field.</param>
    /// <param name="value">As it is written.</param>
    /// <param name="variable">Reads a variable of the environment.</param>
    /// <param name="secrets">Receives the variables' values.</param>
    /// <param name="mistakes">Receives variables that are not set.</param>
    public static string Fill(string at, string value, Func<string, string?> variable, List<string> secrets, RegistryMistakes mistakes) => Variable.Replace(value, match =>
    {
        var name = match.Groups[1].Value;
        if (variable(name)?.Trim() is { Length: > 0 } secret)
        {
            secrets.Add(secret);
            return secret;
        }

        mistakes.Add(at, $"names the variable {name}, which is not set.");
        return "";
    });

    public static void Check(string at, HttpToolSpec spec, RegistryMistakes mistakes)
    {
        if (string.IsNullOrWhiteSpace(spec.Description)) mistakes.Missing($"{at}.description");
        else if (spec.Description.Length > LongestDescription) mistakes.Add($"{at}.description", $"must have at most {LongestDescription} characters, but has {spec.Description.Length}.");
        spec.Parameters ??= ToolRegistry.NoParameters;
        CheckParameters($"{at}.parameters", spec.Parameters, mistakes);
        spec.Method = spec.Method.Length == 0 ? "GET" : spec.Method.ToUpperInvariant();
        if (!Methods.Contains(spec.Method)) mistakes.Add($"{at}.method", $"must be one of {string.Join(", ", Methods)}, but is '{spec.Method}'.");
        CheckUrl($"{at}.url", spec, mistakes);
        mistakes.Count($"{at}.headers", spec.Headers.Count, MostHeaders);
        foreach (var (name, value) in spec.Headers)
        {
            if (!HeaderName.IsMatch(name) || OwnHeaders.Contains(name.ToLowerInvariant())) mistakes.Add($"{at}.headers.{name}", "must be the name of a header that is not the connection's own.");
            if (value.Length > LongestHeader || value.Any(c => c is < ' ' or > '~')) mistakes.Add($"{at}.headers.{name}", $"must be at most {LongestHeader} characters of printable ASCII.");
        }

        mistakes.Time($"{at}.timeout", spec.Timeout, TimeSpan.Zero, TimeSpan.FromMinutes(5));
        if (spec.HasMaxResultBytes) mistakes.Range($"{at}.max_result_bytes", spec.MaxResultBytes, 1, LongestResult);
    }

    public static ToolLimits Limits(string at, ToolLimitSpec spec, RegistryMistakes mistakes)
    {
        var limits = new ToolLimits();
        if (spec.HasRounds) mistakes.Range($"{at}.rounds", spec.Rounds, 1, 64);
        if (spec.HasCalls) mistakes.Range($"{at}.calls", spec.Calls, 1, MostCalls);
        if (spec.HasCallsAtOnce) mistakes.Range($"{at}.calls_at_once", spec.CallsAtOnce, 1, MostCalls);
        mistakes.Time($"{at}.time", spec.Time, TimeSpan.Zero, TimeSpan.FromHours(1));
        if (spec.HasTokens) mistakes.AtLeastOne($"{at}.tokens", spec.Tokens);
        if (spec.HasCost && !(spec.Cost is > 0 and <= MostCost)) mistakes.Add($"{at}.cost", FormattableString.Invariant($"must be more than 0 and at most {MostCost}, but is {spec.Cost}."));
        return mistakes.All.Count > 0 ? limits : limits with
        {
            Rounds = spec.HasRounds ? spec.Rounds : limits.Rounds,
            Calls = spec.HasCalls ? spec.Calls : limits.Calls,
            CallsAtOnce = spec.HasCallsAtOnce ? spec.CallsAtOnce : limits.CallsAtOnce,
            Time = spec.Time?.ToTimeSpan() ?? limits.Time,
            Tokens = spec.HasTokens ? spec.Tokens : null,
            Cost = spec.HasCost ? (long)(spec.Cost * LimitMetric.CostUnit) : null,
        };
    }

    private static void CheckParameters(string at, Struct parameters, RegistryMistakes mistakes)
    {
        try
        {
            SchemaReader.Read(ProtoNodes.Of(parameters));
            if (parameters.Fields.GetValueOrDefault("type")?.StringValue != "object") mistakes.Add(at, "must be the schema of an object: type: object.");
        }
        catch (SchemaException e)
        {
            mistakes.Add(at + e.Path, $"{e.Message}.");
        }
    }

    // What a model says may fill places of the path and of the query, and never say which server is called.
    private static void CheckUrl(string at, HttpToolSpec spec, RegistryMistakes mistakes)
    {
        if (spec.Url.Length == 0)
        {
            mistakes.Missing(at);
            return;
        }

        var plain = Placeholder.Replace(spec.Url, "0");
        if (!Uri.TryCreate(plain, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.UserInfo.Length > 0 || address.Fragment.Length > 0)
        {
            mistakes.Add(at, "must be an http(s) address without user, password and fragment.");
            return;
        }

        var authority = spec.Url.IndexOf("://", StringComparison.Ordinal) + 3;
        var end = spec.Url.IndexOfAny(['/', '?'], authority);
        if (spec.Url.AsSpan(0, end < 0 ? spec.Url.Length : end).Contains('{')) mistakes.Add(at, "must name its server itself: arguments may stand behind it only.");
        var required = spec.Parameters.Fields.GetValueOrDefault("required")?.ListValue?.Values.Select(v => v.StringValue).ToHashSet() ?? [];
        foreach (var name in Placeholder.Matches(spec.Url).Select(m => m.Groups[1].Value).Where(name => !required.Contains(name)))
            mistakes.Add(at, $"has the place {{{name}}}, which must be one of the required parameters.");
    }
}
