using System.Globalization;
using System.Text.Json;
using Grpc.Core;

namespace Fastchat.Rpc.Client.Configuration;

/// <summary>Reads service configs as gRPC writes them. Source: gRPC "Service Config in gRPC"; grpc.service_config.ServiceConfig in proto3 JSON.</summary>
internal static class ServiceConfigJson
{
    public static ServiceConfig Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var config = ReadConfig(document.RootElement);
            return config.Violations().ToArray() is { Length: > 0 } violations ? throw new FormatException(string.Join("; ", violations) + ".") : config;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a value of another JSON type than the one that was asked for.
            throw new FormatException($"The service config cannot be read. {exception.Message}", exception);
        }
    }

    private static ServiceConfig ReadConfig(JsonElement root) => new()
    {
        MethodConfigs = [.. List(root, "methodConfig").Select(ReadMethodConfig)],
        RetryThrottling = Find(root, "retryThrottling") is { } throttling ? ReadThrottling(throttling) : null,
        LoadBalancingPolicy = ReadPolicy(root),
    };

    // The list is in order of preference, for clients that know different policies; the single name is the older form.
    private static string ReadPolicy(JsonElement root)
    {
        var offered = List(root, "loadBalancingConfig").Select(entry => entry.EnumerateObject().First().Name).ToArray();
        if (offered.Length == 0) return Find(root, "loadBalancingPolicy")?.GetString()?.ToLowerInvariant() ?? LoadBalancingPolicies.PickFirst;
        return offered.FirstOrDefault(LoadBalancingPolicies.All.Contains) ?? offered[0];
    }

    private static MethodConfig ReadMethodConfig(JsonElement config)
    {
        if (Find(config, "hedgingPolicy") is not null) throw new FormatException("hedgingPolicy is not supported: calls are retried, but never made twice at once.");
        return new MethodConfig
        {
            Names = [.. List(config, "name").Select(name => new MethodName(Find(name, "service")?.GetString() ?? "", Find(name, "method")?.GetString() ?? ""))],
            RetryPolicy = Find(config, "retryPolicy") is { } policy ? ReadRetryPolicy(policy) : null,
            WaitForReady = Find(config, "waitForReady")?.GetBoolean(),
            Timeout = Find(config, "timeout") is { } timeout ? ReadDuration("timeout", timeout) : null,
            MaxRequestMessageBytes = ReadBytes(config, "maxRequestMessageBytes"),
            MaxResponseMessageBytes = ReadBytes(config, "maxResponseMessageBytes"),
        };
    }

    private static RetryPolicy ReadRetryPolicy(JsonElement policy) => new()
    {
        MaxAttempts = ReadInteger("maxAttempts", Required(policy, "maxAttempts")),
        InitialBackoff = ReadDuration("initialBackoff", Required(policy, "initialBackoff")),
        MaxBackoff = ReadDuration("maxBackoff", Required(policy, "maxBackoff")),
        BackoffMultiplier = Required(policy, "backoffMultiplier").GetDouble(),
        RetryableStatusCodes = [.. List(policy, "retryableStatusCodes").Select(ReadCode)],
    };

    private static RetryThrottlingPolicy ReadThrottling(JsonElement throttling) => new()
    {
        MaxTokens = ReadInteger("maxTokens", Required(throttling, "maxTokens")),
        TokenRatio = Required(throttling, "tokenRatio").GetDouble(),
    };

    private static StatusCode ReadCode(JsonElement code)
    {
        if (code.ValueKind == JsonValueKind.Number && code.TryGetInt32(out var number) && Enum.IsDefined((StatusCode)number)) return (StatusCode)number;
        // NOT_FOUND is NotFound here; CANCELED is a spelling that exists, too.
        var name = code.ValueKind == JsonValueKind.String ? code.GetString()!.Replace("_", "", StringComparison.Ordinal) : "";
        if (name.Equals("CANCELED", StringComparison.OrdinalIgnoreCase)) return StatusCode.Cancelled;
        return name.Length > 0 && char.IsAsciiLetter(name[0]) && Enum.TryParse<StatusCode>(name, ignoreCase: true, out var known)
            ? known
            : throw new FormatException($"retryableStatusCodes has {code.GetRawText()}, which is not a status code.");
    }

    // Seconds with at most nine decimals and an "s", for example "0.1s". Source: proto3 JSON, google.protobuf.Duration.
    private static TimeSpan ReadDuration(string name, JsonElement duration)
    {
        var text = duration.GetString()!;
        if (text.EndsWith('s') && decimal.TryParse(text.AsSpan(..^1), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            && Math.Abs(seconds) <= 315_576_000_000m)
        {
            return TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond));
        }

        throw new FormatException($"{name} is '{text}', which is not a duration such as \"0.1s\".");
    }

    // 64-bit integers are strings in proto3 JSON; a limit beyond 2 GiB is none here.
    private static int? ReadBytes(JsonElement config, string name)
    {
        if (Find(config, name) is not { } value) return null;
        var text = value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var bytes)
            ? (int)Math.Clamp(bytes, -1, int.MaxValue)
            : throw new FormatException($"{name} is {value.GetRawText()}, which is not a whole number.");
    }

    private static int ReadInteger(string name, JsonElement value) =>
        value.TryGetInt32(out var number) ? number : throw new FormatException($"{name} is {value.GetRawText()}, which is not a whole number.");

    private static JsonElement Required(JsonElement parent, string name) =>
        Find(parent, name) ?? throw new FormatException($"{name} is missing.");

    private static JsonElement? Find(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static IEnumerable<JsonElement> List(JsonElement parent, string name) =>
        Find(parent, name) is { } list ? list.EnumerateArray() : [];
}
