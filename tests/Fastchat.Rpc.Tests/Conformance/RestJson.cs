using System.Globalization;
using System.Text.Json.Nodes;

namespace Fastchat.Rpc.Conformance;

/// <summary>REST's errors, which event streams and WebSockets tell too.</summary>
internal static class RestJson
{
    /// <summary>Reads <c>{"error": …}</c>.</summary>
    public static CaseError ReadError(byte[] json, string? retryAfter)
    {
        var body = JsonNode.Parse(json)!.AsObject();
        Assert.Equal(["error"], body.Select(p => p.Key));
        return ReadError(body["error"]!.AsObject()) with { RetryMs = retryAfter is null ? null : 1000 * int.Parse(retryAfter, CultureInfo.InvariantCulture) };
    }

    /// <summary>Reads an error, whose four keys are always there.</summary>
    public static CaseError ReadError(JsonObject error)
    {
        Assert.Equal(["message", "type", "param", "code"], error.Select(p => p.Key));
        Assert.NotEmpty(error["type"]!.GetValue<string>());
        return new CaseError
        {
            CarriesDetails = false,
            Message = error["message"]!.GetValue<string>(),
            Reason = error["code"]?.GetValue<string>().ToUpperInvariant(),
            Param = error["param"]?.GetValue<string>(),
        };
    }
}
