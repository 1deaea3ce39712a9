using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Fastchat.Providers.Tools;

/// <summary>A service on this machine that tools call; it answers what a test says.</summary>
internal sealed class ToolService : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ToolService(WebApplication app) => _app = app;

    /// <summary>Where it is, without a slash at the end.</summary>
    public string Address => _app.Urls.First();

    /// <summary>What came.</summary>
    public ConcurrentQueue<(string Method, string Path, string Body, string? ContentType, string? Authorization)> Calls { get; } = new();

    public static async Task<ToolService> StartAsync(Func<HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var service = new ToolService(app);
        app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var target = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
            service.Calls.Enqueue((context.Request.Method, target, await reader.ReadToEndAsync(), context.Request.ContentType, context.Request.Headers.Authorization));
            await answer(context);
        });
        await app.StartAsync();
        return service;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
