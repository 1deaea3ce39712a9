using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Fastchat.Rpc.Http;

/// <summary>Lets pages of other origins call. Source: Fetch Living Standard, "CORS protocol".</summary>
internal sealed class Cors(RpcOptions options)
{
    // All: services send metadata of their own names. It holds because credentials of the browser are never asked for.
    private const string Exposed = "*";

    private readonly bool _all = options.AllowedOrigins.Contains("*");

    /// <summary>Adds the headers a page needs; true when the request was a preflight and is answered.</summary>
    public bool Handle(HttpContext http)
    {
        var origin = http.Request.Headers.Origin;
        var headers = http.Response.Headers;

        // Also where no page asks: a cache must not give that answer to one. Source: Fetch, "CORS protocol and HTTP caches".
        if (!_all) headers.Append("Vary", "Origin");
        if (origin.Count == 0) return false;
        if (!_all && !options.AllowedOrigins.Contains((string?)origin, StringComparer.OrdinalIgnoreCase)) return false;
        headers.AccessControlAllowOrigin = _all ? "*" : origin;
        headers.AccessControlExposeHeaders = Exposed;
        if (!HttpMethods.IsOptions(http.Request.Method) || http.Request.Headers.AccessControlRequestMethod.Count == 0) return false;
        headers.AccessControlAllowMethods = "GET, POST, PUT, PATCH, DELETE";
        headers.AccessControlAllowHeaders = http.Request.Headers.AccessControlRequestHeaders;
        headers.AccessControlMaxAge = "7200";
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return true;
    }
}
