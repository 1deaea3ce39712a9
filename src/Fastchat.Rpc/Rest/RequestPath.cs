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
        var path = Split(http.Request.Path.Value!);
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        if (target.Contains('%') && AsSent(target, path) is { } sent) return sent;
        return Array.Exists(path, s => s.Contains('%')) ? [.. path.Select(s => s.Replace("%", "%25", StringComparison.Ordinal))] : path;
    }

    /// <summary>A segment as a variable of one segment takes it: decoded.</summary>
    public static string Decode(string segment) => segment.Contains('%') ? Uri.UnescapeDataString(segment) : segment;

    /// <summary>A segment as a variable of many takes it: an encoded slash stays what it is, for it separates nothing. Source: google/api/http.proto.</summary>
    public static string DecodeReserved(string segment) =>
        segment.Contains('%') ? Uri.UnescapeDataString(segment.Replace("%2F", "%252F", StringComparison.Ordinal).Replace("%2f", "%252f", StringComparison.Ordinal)) : segment;

    // The last segments of the target, as many as the path has: what stands before is the path base, unless a proxy has cut it.
    // Where they are others than the path's, the server has removed dots or the host has rewritten the path: then everybody
    // before us has judged the path, and so do we.
    private static string[]? AsSent(string target, string[] path)
    {
        var end = target.IndexOfAny(['?', '#']);
        var sent = Split(OriginForm(end < 0 ? target : target[..end]));
        if (sent.Length < path.Length) return null;
        sent = sent[^path.Length..];
        return sent.Select(DecodeReserved).SequenceEqual(path) ? sent : null;
    }

    // A proxy's form holds scheme and authority. Source: RFC 9112, section 3.2.2.
    private static string OriginForm(string target)
    {
        if (target.StartsWith('/') || target.IndexOf("://", StringComparison.Ordinal) is not (>= 0 and var scheme)) return target;
        return target.IndexOf('/', scheme + 3) is >= 0 and var start ? target[start..] : "/";
    }

    private static string[] Split(string path) => path.Length <= 1 ? [] : path[1..].Split('/');
}
