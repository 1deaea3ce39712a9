using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Fastchat.Server;

/// <summary>A gateway that speaks OpenAI's protocol, has every model of the name m1, m2 …, and says a token each few milliseconds.</summary>
public sealed class PacedUpstream : IAsyncDisposable
{
    /// <summary>The names that its models have.</summary>
    public const string Patterns = "m*";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<long>> _closed = new(StringComparer.Ordinal);

    private PacedUpstream(WebApplication app) => _app = app;

    /// <summary>Where it is.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>When a model's answer was over, as a timestamp of the system's clock: it was given up, or had said all. Null when it was never asked.</summary>
    public Task<long>? ClosedAsync(string model) => _closed.TryGetValue(model, out var closing) ? closing.Task : null;

    /// <summary>Starts one.</summary>
    /// <param name="tokens">How many tokens an answer has; each is one for the counter too.</param>
    /// <param name="delay">How long it waits before each.</param>
    public static async Task<PacedUpstream> StartAsync(int tokens, TimeSpan delay)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var upstream = new PacedUpstream(app);
        app.MapGet("/v1/models", () => Results.Json(new { @object = "list", data = Array.Empty<object>() }));
        app.MapPost("/v1/chat/completions", context => upstream.AnswerAsync(context, tokens, delay));
        await app.StartAsync();
        upstream.Address = new Uri(app.Urls.First());
        return upstream;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext http, int tokens, TimeSpan delay)
    {
        var model = (await JsonSerializer.DeserializeAsync<JsonElement>(http.Request.Body)).GetProperty("model").GetString()!;
        var closing = _closed.GetOrAdd(model, _ => new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously));
        http.Response.ContentType = "text/event-stream";
        try
        {
            for (var i = 0; i < tokens; i++)
            {
                await Task.Delay(delay, http.RequestAborted);
                await http.Response.WriteAsync($$$"""data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"{{{model}}}","choices":[{"index":0,"delta":{"content":"{{{(i == 0 ? "" : " ")}}}a"},"finish_reason":null}]}{{{"\n\n"}}}""", http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);
            }

            await http.Response.WriteAsync($$$"""data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"{{{model}}}","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}{{{"\n\n"}}}data: [DONE]{{{"\n\n"}}}""");
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // It was given up, which is what tests wait for.
        }
        finally
        {
            closing.TrySetResult(TimeProvider.System.GetTimestamp());
        }
    }
}
