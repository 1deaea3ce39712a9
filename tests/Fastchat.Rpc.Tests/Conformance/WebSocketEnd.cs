using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;

namespace Fastchat.Rpc.Conformance;

/// <summary>How calls over WebSockets end: the close frame, and the text before it when there is more to tell.</summary>
internal static class WebSocketEnd
{
    private const int Private = 4000;
    private const int LongestReason = 123;

    private static readonly string[] Keys = ["error", "metadata"];

    public static (CaseError? Error, Dictionary<string, string> Metadata) Read(byte[] close, byte[]? last, bool carriesDetails)
    {
        var told = last is null ? [] : JsonNode.Parse(last)!.AsObject();
        Assert.Subset(Keys.ToHashSet(), told.Select(p => p.Key).ToHashSet());
        var metadata = (told["metadata"]?.AsObject() ?? []).ToDictionary(p => p.Key, p => string.Join(", ", p.Value!.AsArray().Select(v => v!.GetValue<string>())));
        var error = told["error"] is JsonObject json ? RestJson.ReadError(json) with { CarriesDetails = carriesDetails } : null;
        error = CheckClose(close, error);
        return (error is not null && metadata.Remove("grpc-status-details-bin", out var details) ? ReadDetails(error, details) : error, metadata);
    }

    // The code is gRPC's plus 4000, or RFC 6455's own; the reason is as much of the message as fits.
    private static CaseError? CheckClose(byte[] payload, CaseError? error)
    {
        var (code, reason) = (BinaryPrimitives.ReadUInt16BigEndian(payload), Encoding.UTF8.GetString(payload.AsSpan(2)));
        Assert.Equal(error is null, code == 1000);
        if (error is null) return null;
        Assert.StartsWith(reason, error.Message, StringComparison.Ordinal);
        if (Encoding.UTF8.GetByteCount(error.Message) <= LongestReason) Assert.Equal(error.Message, reason);
        return error with
        {
            Code = (code, error.Reason) switch
            {
                (1009, "MESSAGE_TOO_LARGE") => CaseCodes.Number("resource_exhausted"),
                (1003, "WRONG_MESSAGE_KIND") => CaseCodes.Number("invalid_argument"),
                ( > Private, _) => code - Private,
                _ => throw new FormatException($"The WebSocket was closed with {code}."),
            },
        };
    }

    private static CaseError ReadDetails(CaseError error, string details)
    {
        Assert.True(error.CarriesDetails);
        var status = Google.Rpc.Status.Parser.ParseFrom(Base64.Decode(details));
        Assert.Equal((error.Code, error.Message), (status.Code, status.Message));
        return error.With(status.Details.Select(d => (d.TypeUrl[(d.TypeUrl.LastIndexOf('/') + 1)..], d.Value.ToByteArray())));
    }
}
