using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Fastchat.Providers.Faults;

/// <summary>An upstream that speaks OpenAI's protocol over TCP and does with each model's questions what its script says.</summary>
internal sealed class ScriptedUpstream : IAsyncDisposable
{
    private static readonly string Huge = new('x', 10 * 1024 * 1024);

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Func<UpstreamScript>> _scripts = new();
    private readonly ConcurrentDictionary<string, int> _requests = new();

    private ScriptedUpstream(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public int Port => new Uri(_app.Urls.First()).Port;

    public static async Task<ScriptedUpstream> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var upstream = new ScriptedUpstream(app);
        app.Run(upstream.AnswerAsync);
        await app.StartAsync(cancellationToken);
        return upstream;
    }

    /// <summary>The words of a model's whole answer.</summary>
    public static IReadOnlyList<string> Words(string model) => [.. Enumerable.Range(0, 3 + (model.Length + model[^1]) % 9).Select(i => $"{model}.{i} ")];

    /// <summary>Says what becomes of a model's questions.</summary>
    public void Play(string model, Func<UpstreamScript> script) => _scripts[model] = script;

    /// <summary>How often a model was asked.</summary>
    public int Requests(string model) => _requests.GetValueOrDefault(model);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        using var question = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
        var model = question.RootElement.GetProperty("model").GetString()!;
        _requests.AddOrUpdate(model, 1, static (_, count) => count + 1);
        var script = _scripts[model]();
        switch (script)
        {
            case UpstreamScript.Aborts:
                http.Abort();
                break;
            case UpstreamScript.Limits:
                if (model.Length % 2 == 0) http.Response.Headers.RetryAfter = model.Length % 4 == 0 ? "1" : "60";
                await RefuseAsync(http, 429, """{"error":{"message":"slow down","type":"rate_limit_error","param":null,"code":null}}""");
                break;
            case UpstreamScript.Fails or UpstreamScript.Unavailable or UpstreamScript.Overloaded:
                await RefuseAsync(http, script switch { UpstreamScript.Fails => 500, UpstreamScript.Unavailable => 503, _ => 529 }, """{"error":{"message":"no"}}""");
                break;
            case UpstreamScript.ErrorPage or UpstreamScript.PageAsAnswer:
                http.Response.ContentType = "text/html";
                await RefuseAsync(http, script == UpstreamScript.ErrorPage ? 502 : 200, "<html><body><h1>Bad gateway</h1>\ndata: sorry\n\n</body></html>");
                break;
            default:
                await StreamAsync(http, model, script);
                break;
        }
    }

    private static async Task RefuseAsync(HttpContext http, int status, string body)
    {
        http.Response.StatusCode = status;
        await http.Response.WriteAsync(body, http.RequestAborted);
    }

    private static async Task StreamAsync(HttpContext http, string model, UpstreamScript script)
    {
        http.Response.ContentType = "text/event-stream";
        var words = Words(model);
        for (var i = 0; i < words.Count; i++)
        {
            if (i == words.Count / 2)
            {
                if (script == UpstreamScript.Stops) return;
                if (script == UpstreamScript.ErrorEvent) await SayAsync(http, """{"error":{"message":"overloaded","type":"server_error"}}""");
                if (script == UpstreamScript.NoJson) await SayAsync(http, "{oops");
                if (script == UpstreamScript.HugeEvent) await SayAsync(http, Chunk(Huge, "null"));
            }

            await SayAsync(http, Chunk(words[i], "null"));
        }

        if (script != UpstreamScript.NoReason) await SayAsync(http, Chunk("", "\"stop\""));
        if (script != UpstreamScript.NoUsage) await SayAsync(http, """{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}""");
        if (script != UpstreamScript.NoDone) await SayAsync(http, "[DONE]");
    }

    private static string Chunk(string text, string reason) => $$$"""{"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"{{{text}}}"},"finish_reason":{{{reason}}}}]}""";

    private static async Task SayAsync(HttpContext http, string data)
    {
        await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes($"data: {data}\n\n"), http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
    }
}
