using System.Net.Http.Headers;
using System.Text;
using Google.Protobuf;

namespace Fastchat.Server;

/// <summary>Calls a method over the protocols that our own gRPC client does not speak, byte by byte.</summary>
internal static class WireCalls
{
    /// <summary>Calls a method under a content type.</summary>
    public static Task<RestAnswer> CallAsync(this RestClient client, string method, string contentType, IMessage request) =>
        client.SendAsync(Request(method, contentType, request));

    /// <summary>The call of a method under a content type; the body is put into an envelope where the protocol wants one.</summary>
    public static HttpRequestMessage Request(string method, string contentType, IMessage request)
    {
        var message = contentType.EndsWith("json", StringComparison.Ordinal) ? Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(request)) : request.ToByteArray();
        var body = contentType switch
        {
            "application/proto" or "application/json" => message,
            "application/grpc-web-text+proto" => Encoding.ASCII.GetBytes(Convert.ToBase64String(Envelopes.Of(message))),
            _ => Envelopes.Of(message),
        };
        return new HttpRequestMessage(HttpMethod.Post, method)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(contentType) } },
        };
    }

    /// <summary>The messages of a streamed answer, and its end: trailers or Connect's last message.</summary>
    public static (IReadOnlyList<T> Messages, string End) ReadStream<T>(this RestAnswer answer, string contentType) where T : IMessage<T>, new()
    {
        var body = contentType.Contains("-text", StringComparison.Ordinal) ? FromBase64(answer.Text) : answer.Body;
        var envelopes = Envelopes.Read(body).ToList();
        var parser = new MessageParser<T>(() => new T());
        return ([.. envelopes.Where(e => e.Flags == 0).Select(e => contentType.EndsWith("json", StringComparison.Ordinal)
            ? parser.ParseJson(Encoding.UTF8.GetString(e.Message))
            : parser.ParseFrom(e.Message))], Encoding.UTF8.GetString(envelopes.Single(e => e.Flags != 0).Message));
    }

    // Each flush is padded on its own, so the text is decoded four characters at a time.
    private static byte[] FromBase64(string text) => [.. text.Chunk(4).SelectMany(quad => Convert.FromBase64CharArray(quad, 0, quad.Length))];
}
