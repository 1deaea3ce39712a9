using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Fastchat.Server;

/// <summary>A gateway of models that speaks OpenAI's protocol: one model, whose answer the test gives.</summary>
public sealed class FakeUpstream : IAsyncDisposable
{
    /// <summary>The only model's name.</summary>
    public const string Model = "mock-model";

    /// <summary>The key it wants.</summary>
    public const string Key = "sk-upstream";

    private readonly WebApplication _app;
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FakeUpstream(WebApplication app) => _app = app;

    /// <summary>Where it is.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Done once it has been asked.</summary>
    public Task Asked => _asked.Task;

    /// <summary>Done once its caller has given a request up.</summary>
    public Task Aborted => _aborted.Task;

    /// <summary>The body of the last question.</summary>
    public JsonElement LastQuestion { get; private set; }

    /// <summary>A gateway whose model says the given pieces.</summary>
    public static Task<FakeUpstream> SayingAsync(params string[] pieces) => StartAsync(pieces, hangs: false);

    /// <summary>A gateway whose model says the given pieces and then nothing more, until it is given up.</summary>
    public static Task<FakeUpstream> HangingAfterAsync(params string[] pieces) => StartAsync(pieces, hangs: true);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static async Task<FakeUpstream> StartAsync(string[] pieces, bool hangs)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var upstream = new FakeUpstream(app);
        app.MapGet("/v1/models", (HttpRequest request) => request.Headers.Authorization != $"Bearer {Key}" ? Results.Unauthorized() : Results.Json(new { @object = "list", data = new[] { new { id = Model, @object = "model", created = 1, owned_by = "mock" } } }));
        app.MapPost("/v1/chat/completions", context => upstream.AnswerAsync(context, pieces, hangs));
        await app.StartAsync();
        upstream.Address = new Uri(app.Urls.First());
        return upstream;
    }

    private async Task AnswerAsync(HttpContext http, string[] pieces, bool hangs)
    {
        if (http.Request.Headers.Authorization != $"Bearer {Key}")
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        LastQuestion = await JsonSerializer.DeserializeAsync<JsonElement>(http.Request.Body, cancellationToken: http.RequestAborted);
        http.RequestAborted.Register(() => _aborted.TrySetResult());
        _asked.TrySetResult();
        if (pieces.Length == 0 && hangs) await Task.Delay(Timeout.Infinite, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        http.Response.ContentType = "text/event-stream";
        foreach (var piece in pieces) await SendAsync(http, new { index = 0, delta = new { content = piece }, finish_reason = (string?)null });
        if (hangs) await Task.Delay(Timeout.Infinite, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (http.RequestAborted.IsCancellationRequested) return;
        await SendAsync(http, new { index = 0, delta = new { }, finish_reason = "stop" });
        await http.Response.WriteAsync("data: [DONE]\n\n");
    }

    private static async Task SendAsync(HttpContext http, object choice)
    {
        var chunk = JsonSerializer.Serialize(new { id = "chatcmpl-mock", @object = "chat.completion.chunk", created = 1, model = Model, choices = new[] { choice } });
        await http.Response.WriteAsync($"data: {chunk}\n\n");
        await http.Response.Body.FlushAsync();
    }
}
