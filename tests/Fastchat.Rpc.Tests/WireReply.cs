using System.Net;
using System.Text;

namespace Fastchat.Rpc;

/// <summary>A whole HTTP answer.</summary>
internal sealed record WireReply(HttpStatusCode Status, IReadOnlyDictionary<string, string> Headers, byte[] Body, IReadOnlyDictionary<string, string> Trailers)
{
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>gRPC's status, from the trailers or, in a reply without messages, from the headers.</summary>
    public string? GrpcStatus => Outcome("grpc-status");

    /// <summary>gRPC's message, decoded.</summary>
    public string? GrpcMessage => Outcome("grpc-message") is { } text ? Uri.UnescapeDataString(text) : null;

    /// <summary>An answer whose body was read by itself.</summary>
    public static WireReply Of(HttpResponseMessage response, byte[] body) =>
        new(response.StatusCode, All(response.Headers.Concat(response.Content.Headers)), body, All(response.TrailingHeaders));

    private static Dictionary<string, string> All(IEnumerable<KeyValuePair<string, IEnumerable<string>>> headers) =>
        headers.ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);

    private string? Outcome(string name) => Trailers.GetValueOrDefault(name) ?? Headers.GetValueOrDefault(name);
}
