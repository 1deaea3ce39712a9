using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace Fastchat.Rpc.OpenApi;

/// <summary>The document and the page, made or read at their first use and kept.</summary>
internal sealed class OpenApiFiles(Func<byte[]> writeDocument)
{
    // The page runs its own script and calls its own origin; a string of the document that came out as HTML could do nothing.
    private const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private readonly FrozenDictionary<string, (string ContentType, Lazy<byte[]> Content)> _files = new Dictionary<string, (string, Lazy<byte[]>)>
    {
        ["/openapi.json"] = ("application/json", new(writeDocument)),
        ["/docs"] = ("text/html; charset=utf-8", Page("docs.html")),
        ["/docs/docs.css"] = ("text/css; charset=utf-8", Page("docs.css")),
        ["/docs/docs.js"] = ("text/javascript; charset=utf-8", Page("docs.js")),
        ["/docs/sample.js"] = ("text/javascript; charset=utf-8", Page("sample.js")),
        ["/docs/try.js"] = ("text/javascript; charset=utf-8", Page("try.js")),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Answers a request for one of the files; null when it is for none.</summary>
    public Task? TryServe(HttpContext http)
    {
        var head = HttpMethods.IsHead(http.Request.Method);
        if (!head && !HttpMethods.IsGet(http.Request.Method)) return null;
        if (!_files.TryGetValue(http.Request.Path.Value!, out var file)) return null;
        var response = http.Response;
        response.ContentType = file.ContentType;
        response.ContentLength = file.Content.Value.Length;
        response.Headers.CacheControl = "no-cache";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = PagePolicy;
        response.Headers["Referrer-Policy"] = "no-referrer";
        return head ? Task.CompletedTask : response.BodyWriter.WriteAsync(file.Content.Value, http.RequestAborted).AsTask();
    }

    private static Lazy<byte[]> Page(string name) => new(() =>
    {
        using var resource = typeof(OpenApiFiles).Assembly.GetManifestResourceStream($"Fastchat.Rpc.OpenApi.Page.{name}")!;
        var content = new byte[resource.Length];
        resource.ReadExactly(content);
        return content;
    });
}
