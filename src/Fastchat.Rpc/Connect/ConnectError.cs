using System.Buffers;
using System.Text.Json;
using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Http;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Fastchat.Rpc.Connect;

/// <summary>Errors and ends of streams as Connect's JSON. Source: Connect protocol, "Error end-of-stream".</summary>
internal static class ConnectError
{
    private const string UnsupportedMediaTypeReason = "UNSUPPORTED_MEDIA_TYPE";

    /// <summary>The refusal of a content type or codec.</summary>
    public static RpcFault UnsupportedMediaType(string message) => new(StatusCode.InvalidArgument, message) { Reason = UnsupportedMediaTypeReason };

    /// <summary>Whether the call was refused for its content type or codec.</summary>
    public static bool IsUnsupportedMediaType(RpcFault fault) => fault.Reason == UnsupportedMediaTypeReason;

    /// <summary>The HTTP status of a unary reply: the one that belongs to the code, but for the refusal of a codec, which must be 415.</summary>
    public static int HttpStatus(RpcFault fault) =>
        IsUnsupportedMediaType(fault) ? StatusCodes.Status415UnsupportedMediaType : StatusCodeTable.HttpStatus(fault.Code);

    /// <summary>Writes <c>{"code", "message", "details"}</c>.</summary>
    public static byte[] Encode(RpcFault fault) => Encode(json => Write(json, fault));

    /// <summary>Writes the last message of a stream: <c>{"error"?, "metadata"?}</c>.</summary>
    public static byte[] EncodeEnd(RpcFault? fault, Metadata? trailers) => Encode(json =>
    {
        json.WriteStartObject();
        if (fault is not null)
        {
            json.WritePropertyName("error");
            Write(json, fault);
        }

        var metadata = (trailers ?? Metadata.Empty).Concat(fault?.Trailers ?? Metadata.Empty).ToList();
        if (metadata.Count > 0) MetadataHeaders.WriteJson(json, metadata);
        json.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter json, RpcFault fault)
    {
        json.WriteStartObject();
        json.WriteString("code", StatusCodeTable.ConnectName(fault.Code));
        json.WriteString("message", fault.Message);
        if (fault.HasDetails)
        {
            json.WriteStartArray("details");
            foreach (var detail in fault.Details())
            {
                json.WriteStartObject();
                json.WriteString("type", Any.GetTypeName(detail.TypeUrl));
                json.WriteString("value", Convert.ToBase64String(detail.Value.Span).TrimEnd('='));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static byte[] Encode(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer)) write(json);
        return buffer.WrittenSpan.ToArray();
    }
}
