using System.Collections.Frozen;
using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace Fastchat.Rpc.OpenApi;

/// <summary>The document and the page, made or read at their first use and kept.</summary>
internal sealed class OpenApiFiles(Func<string, byte[]> writeDocument, Func<OpenApiSignIn?> signIn)
{
    private const string PageFolder = "Fastchat.Rpc.OpenApi.Page.";
    private const string PageStart = "docs.html";

    private const string PagePath = "/docs";

    private readonly FrozenDictionary<string, (string ContentType, Lazy<byte[]> Content)> _files = Page()
        .ToFrozenDictionary(f => f.Path, f => (f.ContentType, f.Content), StringComparer.Ordinal);

    // A host mostly has one base; with several the last one asked for is kept.
    private volatile Document? _document;

    /// <summary>Answers a request for one of the files; null when it is for none.</summary>
    public Task? TryServe(HttpContext http)
    {
        var head = HttpMethods.IsHead(http.Request.Method);
        if (!head && !HttpMethods.IsGet(http.Request.Method)) return null;
        return Find(http.Request) is { } file ? ServeAsync(http, file, head) : null;
    }

    private async Task ServeAsync(HttpContext http, (string ContentType, byte[] Content) file, bool head)
    {
        var response = http.Response;
        response.ContentType = file.ContentType;
        response.ContentLength = file.Content.Length;
        response.Headers.CacheControl = "no-cache";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = Policy(http.Request.Path.Value == PagePath ? await OriginAsync(http.RequestAborted) : "");
        response.Headers["Referrer-Policy"] = "no-referrer";
        if (!head) await response.BodyWriter.WriteAsync(file.Content, http.RequestAborted);
    }

    // The page runs its own script, and calls its own origin and the one where people sign in: a text of the document that
    // came out as HTML could do nothing.
    private static string Policy(string origin) =>
        $"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'{origin}; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private async ValueTask<string> OriginAsync(CancellationToken cancellationToken) =>
        signIn() is { } way && await way.TokenEndpoint(cancellationToken) is { } endpoint ? " " + new Uri(endpoint).GetLeftPart(UriPartial.Authority) : "";

    private (string ContentType, byte[] Content)? Find(HttpRequest request)
    {
        if (request.Path.Value == "/openapi.json") return ("application/json", DocumentAt(request.PathBase.Value!));
        return _files.TryGetValue(request.Path.Value!, out var file) ? (file.ContentType, file.Content.Value) : null;
    }

    private byte[] DocumentAt(string server)
    {
        if (_document is { } document && document.Server == server) return document.Content;
        return (_document = new Document(server, writeDocument(server))).Content;
    }

    private static IEnumerable<(string Path, string ContentType, Lazy<byte[]> Content)> Page() =>
        from resource in Assembly.GetExecutingAssembly().GetManifestResourceNames()
        where resource.StartsWith(PageFolder, StringComparison.Ordinal)
        let name = resource[PageFolder.Length..]
        select (name == PageStart ? PagePath : $"{PagePath}/{name}", ContentType(name), new Lazy<byte[]>(() => Read(resource)));

    private static string ContentType(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        _ => "text/javascript; charset=utf-8",
    };

    private static byte[] Read(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    private sealed record Document(string Server, byte[] Content);
}
