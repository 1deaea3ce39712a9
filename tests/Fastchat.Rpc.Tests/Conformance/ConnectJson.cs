using System.Text.Json.Nodes;

namespace Fastchat.Rpc.Conformance;

/// <summary>Connect's errors and ends of streams. Source: Connect protocol, "Error end-of-stream".</summary>
internal static class ConnectJson
{
    private static readonly string[] ErrorKeys = ["code", "message", "details"];
    private static readonly string[] EndKeys = ["error", "metadata"];

    public static CaseError ReadError(byte[] json) => ReadError(JsonNode.Parse(json)!.AsObject());

    public static (CaseError? Error, Dictionary<string, string> Trailers) ReadEnd(byte[] json)
    {
        var end = JsonNode.Parse(json)!.AsObject();
        Assert.Subset(EndKeys.ToHashSet(), end.Select(p => p.Key).ToHashSet());
        var metadata = end["metadata"]?.AsObject() ?? [];
        return (end["error"] is JsonObject error ? ReadError(error) : null,
            metadata.ToDictionary(p => p.Key, p => string.Join(", ", p.Value!.AsArray().Select(v => v!.GetValue<string>()))));
    }

    private static CaseError ReadError(JsonObject json)
    {
        Assert.Subset(ErrorKeys.ToHashSet(), json.Select(p => p.Key).ToHashSet());
        var error = new CaseError { Code = CaseCodes.Number(json["code"]!.GetValue<string>()), Message = json["message"]?.GetValue<string>() ?? "" };
        return error.With((json["details"]?.AsArray() ?? []).Select(d => (d!["type"]!.GetValue<string>(), Base64.Decode(d["value"]!.GetValue<string>()))));
    }
}
