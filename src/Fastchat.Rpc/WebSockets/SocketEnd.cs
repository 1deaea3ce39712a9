using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Http;
using Fastchat.Rpc.Json;
using Fastchat.Rpc.Rest;
using Google.Protobuf;
using Grpc.Core;

namespace Fastchat.Rpc.WebSockets;

/// <summary>How a call ends over a WebSocket: a last text message when there is something to tell, and the close frame's code and reason.</summary>
internal static class SocketEnd
{
    /// <summary>The reason of a message of the kind that the call does not speak.</summary>
    public const string WrongKind = "WRONG_MESSAGE_KIND";

    // RFC 6455, section 7.4.2: from 4000 on codes are for private use.
    private const int FirstPrivate = 4000;

    // RFC 6455, section 5.5: a control frame carries 125 bytes, two of which are the code.
    private const int MaxReason = 123;

    /// <summary>
    /// The last message, <c>{"error"?, "metadata"?}</c>, REST's error and the trailers; null when there is nothing to tell. It
    /// begins with a line feed, which readers of JSON skip and no other message has in front.
    /// </summary>
    /// <param name="fault">What went wrong; null for success.</param>
    /// <param name="trailers">The call's trailers.</param>
    /// <param name="withStatus">Whether to tell the fault as <c>google.rpc.Status</c> too, in gRPC's own trailer.</param>
    public static ReadOnlyMemory<byte>? Message(RpcFault? fault, Metadata? trailers, bool withStatus)
    {
        var metadata = (trailers ?? Metadata.Empty).Concat(fault?.Trailers ?? Metadata.Empty).ToList();
        if (fault is { HasDetails: true } && withStatus) metadata.Add(new Metadata.Entry(RpcFault.DetailsTrailer, fault.ToStatus().ToByteArray()));
        if (fault is null && metadata.Count == 0) return null;
        var buffer = new ArrayBufferWriter<byte>(256);
        buffer.Write("\n"u8);
        using var json = new Utf8JsonWriter(buffer, ShapedJson.WriterOptions);
        json.WriteStartObject();
        if (fault is not null) RestError.Write(json, fault);
        if (metadata.Count > 0) MetadataHeaders.WriteJson(json, metadata);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>The close frame's code: 1000 for success, otherwise RFC 6455's own where it has one, and 4000 + gRPC's code where not.</summary>
    public static WebSocketCloseStatus Code(RpcFault? fault) => fault?.Reason switch
    {
        _ when fault is null => WebSocketCloseStatus.NormalClosure,
        "MESSAGE_TOO_LARGE" => WebSocketCloseStatus.MessageTooBig,
        WrongKind => WebSocketCloseStatus.InvalidMessageType,
        CallDrain.Reason => WebSocketCloseStatus.EndpointUnavailable,
        _ => (WebSocketCloseStatus)(FirstPrivate + (int)(Enum.IsDefined(fault.Code) ? fault.Code : StatusCode.Unknown)),
    };

    /// <summary>The close frame's reason: as much of the fault's message as fits.</summary>
    public static string? Reason(RpcFault? fault)
    {
        if (fault is null) return null;
        var bytes = 0;
        var length = 0;
        foreach (var rune in fault.Message.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > MaxReason) break;
            length += rune.Utf16SequenceLength;
        }

        return fault.Message[..length];
    }
}
