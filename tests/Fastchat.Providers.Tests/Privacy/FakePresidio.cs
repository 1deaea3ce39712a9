using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Fastchat.Providers.Privacy;

/// <summary>
/// A Presidio Analyzer in memory. What it does on the wire is what the published server (presidio-analyzer/app.py, MIT)
/// does: POST /analyze with a text and a language; without either, status 500 and {"error"}; otherwise a list of findings
/// with analysis_explanation, end, entity_type, score, start, where offsets count code points, as Python's do, and findings
/// may overlap. What it finds are e-mail addresses and the people it is told of: recognition itself is not imitated.
/// </summary>
internal sealed partial class FakePresidio(params string[] people) : HttpMessageHandler
{
    /// <summary>The bodies of what it was asked, in order.</summary>
    public ConcurrentQueue<JsonElement> Asked { get; } = new();

    /// <summary>What it answers instead; null for findings.</summary>
    public Func<HttpResponseMessage>? Instead { get; set; }

    /// <summary>Whether it never answers.</summary>
    public bool Hangs { get; set; }

    /// <summary>Findings it reports beside its own.</summary>
    public List<object> More { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Hangs) await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        if (Instead is not null) return Instead();
        if (request.RequestUri!.AbsolutePath == "/health") return Text("Presidio Analyzer service is up", "text/html");
        if (request.RequestUri.AbsolutePath != "/analyze") return Text("""{"error": "Not Found"}""", "application/json", HttpStatusCode.NotFound);
        var body = JsonElement.Parse(await request.Content!.ReadAsStringAsync(cancellationToken));
        Asked.Enqueue(body);
        if (Of(body, "text") is not { Length: > 0 } text) return Text("""{"error": "No text provided"}""", "application/json", HttpStatusCode.InternalServerError);
        if (Of(body, "language") is not { Length: > 0 }) return Text("""{"error": "No language provided"}""", "application/json", HttpStatusCode.InternalServerError);
        return Text(JsonSerializer.Serialize(Find(text).Concat(More)), "application/json");
    }

    private static string? Of(JsonElement body, string name) => body.TryGetProperty(name, out var value) ? value.GetString() : null;

    private IEnumerable<object> Find(string text)
    {
        foreach (Match match in Addresses().Matches(text))
        {
            yield return Result("EMAIL_ADDRESS", text, match.Index, match.Length, 1.0);
            yield return Result("URL", text, match.Index + match.Value.IndexOf('@', StringComparison.Ordinal) + 1, match.Value.Length - match.Value.IndexOf('@', StringComparison.Ordinal) - 1, 0.5);
        }

        foreach (var person in people)
        {
            if (text.IndexOf(person, StringComparison.Ordinal) is >= 0 and var at) yield return Result("PERSON", text, at, person.Length, 0.85);
        }
    }

    private static object Result(string entity, string text, int start, int length, double score) => new
    {
        analysis_explanation = (object?)null,
        end = CodePoints(text, start + length),
        entity_type = entity,
        score,
        start = CodePoints(text, start),
    };

    private static int CodePoints(string text, int index) => text[..index].EnumerateRunes().Count();

    private static HttpResponseMessage Text(string text, string type, HttpStatusCode status = HttpStatusCode.OK) => new(status) { Content = new StringContent(text, Encoding.UTF8, type) };

    [GeneratedRegex(@"[\w.+-]+@[\w-]+(\.[\w-]+)+")]
    private static partial Regex Addresses();
}
