using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Fastchat.Rpc.Rest;

/// <summary>
/// The segments of a request's path as they came, percent-encoded. The server's own decoding cannot be told from what was
/// sent: it leaves %2F alone, so that %252F looks the same, and makes a verb's colon of %3A.
/// </summary>
internal static class RequestPath
{
    /// <summary>The encoded segments behind the path base.</summary>
    public static string[] Segments(HttpContext http)
    {
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        if (!target.Contains('%')) return Split(http.Request.Path.Value!);
        var end = target.IndexOfAny(['?', '#']);
        var path = end < 0 ? target : target[..end];

        // A proxy's form holds scheme and authority. Source: RFC 9112, section 3.2.2.
        if (path.IndexOf("://", StringComparison.Ordinal) is > 0 and var scheme) path = path.IndexOf('/', scheme + 3) is >= 0 and var start ? path[start..] : "/";
        return Split(path)[http.Request.PathBase.Value.AsSpan().Count('/')..];
    }

    /// <summary>A segment as a variable of one segment takes it: decoded.</summary>
    public static string Decode(string segment) => segment.Contains('%') ? Uri.UnescapeDataString(segment) : segment;

    /// <summary>A segment as a variable of many takes it: an encoded slash stays what it is, for it separates nothing. Source: google/api/http.proto.</summary>
    public static string DecodeReserved(string segment) =>
        segment.Contains('%') ? Uri.UnescapeDataString(segment.Replace("%2F", "%252F", StringComparison.Ordinal).Replace("%2f", "%252f", StringComparison.Ordinal)) : segment;

    private static string[] Split(string path) => path.Length <= 1 ? [] : path[1..].Split('/');
}
