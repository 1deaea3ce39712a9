using System.Buffers;
using System.Text.Json;
using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Http;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Fastchat.Rpc.Rest;

/// <summary>REST's form of an error: <c>{"error": {"message", "type", "param", "code"}}</c>, all four keys present.</summary>
internal static class RestError
{
    /// <summary>Replies with an error; the response must not have started.</summary>
    public static async ValueTask WriteAsync(HttpContext http, RpcFault fault, Metadata? trailers = null)
    {
        var error = Encode(fault);
        var response = http.Response;
        response.StatusCode = fault.StatusOverHttp;
        response.ContentType = "application/json";
        response.ContentLength = error.Length;
        if (fault.RetryAfter is { } delay) response.Headers.RetryAfter = ((long)Math.Ceiling(delay.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (trailers is not null) MetadataHeaders.Write(trailers, response.Headers, prefix: "");
        if (fault.Trailers is not null) MetadataHeaders.Write(fault.Trailers, response.Headers, prefix: "");
        await response.BodyWriter.WriteAsync(error, http.RequestAborted);
    }

    /// <summary>The error as JSON.</summary>
    public static byte[] Encode(RpcFault fault)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Json.ShapedJson.WriterOptions))
        {
            json.WriteStartObject();
            Write(json, fault);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes the member <c>error</c>.</summary>
    public static void Write(Utf8JsonWriter json, RpcFault fault)
    {
        json.WriteStartObject("error");
        json.WriteString("message", fault.Message);
        json.WriteString("type", fault.Family);
        json.WriteString("param", fault.Param);
        json.WriteString("code", fault.Reason?.ToLowerInvariant());
        json.WriteEndObject();
    }
}
