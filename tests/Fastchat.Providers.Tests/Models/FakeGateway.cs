using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using System.Text;

namespace Fastchat.Providers.Models;

/// <summary>A gateway that speaks OpenAI's protocol, in memory.</summary>
internal sealed class FakeGateway : HttpMessageHandler
{
    private int _open;

    /// <summary>What it answers.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage> Answer { get; set; } = _ => new HttpResponseMessage(HttpStatusCode.NotImplemented);

    /// <summary>Whether it never answers.</summary>
    public bool Hangs { get; set; }

    /// <summary>The requests with their bodies, in order.</summary>
    public ConcurrentQueue<(HttpRequestMessage Request, string Body)> Requests { get; } = new();

    /// <summary>How many bodies are still open.</summary>
    public int Open => Volatile.Read(ref _open);

    public static HttpResponseMessage Json(string json, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };

    /// <summary>Events that end after the last one.</summary>
    public HttpResponseMessage Events(params string[] data) => Body(new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(data.Select(d => $"data: {d}\n\n")))));

    /// <summary>Events that never end.</summary>
    public HttpResponseMessage Endless(string data)
    {
        var pipe = new Pipe();
        _ = pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes($"data: {data}\n\n")).AsTask();
        return Body(pipe.Reader.AsStream());
    }

    /// <summary>Events, and then the connection is gone.</summary>
    public HttpResponseMessage Torn(params string[] data) => Body(new TornStream(Encoding.UTF8.GetBytes(string.Concat(data.Select(d => $"data: {d}\n\n")))));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Requests.Enqueue((request, body));
        if (Hangs) await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        return Answer(request);
    }

    private HttpResponseMessage Body(Stream stream)
    {
        Interlocked.Increment(ref _open);
        return new HttpResponseMessage { Content = new StreamContent(new WatchedStream(stream, () => Interlocked.Decrement(ref _open))) };
    }
}
