using System.Net;
using Fastchat.Rpc.Services;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Fastchat.Rpc.Abuse;

/// <summary>The one port, with the limits of production but for its times, which are short, and a client that behaves.</summary>
internal sealed class AbuseServer : IAsyncDisposable
{
    private readonly PortServer _server;
    private readonly HttpClient _honest;
    private long _heap;
    private long _allocated;

    private AbuseServer(PortServer server)
    {
        _server = server;
        _honest = server.Client(HttpVersion.Version20);
        _honest.Timeout = TimeSpan.FromSeconds(20);
    }

    /// <summary>Small in every test run, large in experiments: the same code.</summary>
    public static int Size(int small, int large) => Environment.GetEnvironmentVariable("FASTCHAT_EXPERIMENTS") == "1" ? large : small;

    public static async Task<AbuseServer> StartAsync(TextHandler? texts = null, RpcOptions? options = null)
    {
        options ??= new RpcOptions();
        var server = new AbuseServer(await PortServer.StartAsync([listen => listen.UseOnePort(options)], options, texts, Shorten));
        await server.HonestAsync();
        server._heap = GC.GetTotalMemory(forceFullCollection: true);
        server._allocated = GC.GetTotalAllocatedBytes(precise: true);
        return server;
    }

    /// <summary>Opens a connection of the attacker's.</summary>
    public async Task<Stream> ConnectAsync() => await _server.ConnectAsync();

    public HttpClient Client(Version version) => _server.Client(version);

    /// <summary>Runs an attack; the honest client must be served all the while, and once more after it.</summary>
    public async Task DuringAsync(Func<Task> attack)
    {
        var running = attack();
        do await HonestAsync();
        while (!running.IsCompleted);
        await running;
        await HonestAsync();
    }

    /// <summary>What is held must not have grown beyond so many bytes.</summary>
    public void AssertHeld(long most) => Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - _heap, long.MinValue, most);

    /// <summary>What was ever asked for, by the test itself too, must not have been more.</summary>
    public void AssertAllocated(long most) => Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - _allocated, 0, most);

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    // Kestrel takes no grace of a second or less: it looks once a second.
    private static void Shorten(KestrelServerOptions kestrel)
    {
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(1.5);
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(240, TimeSpan.FromSeconds(1.5));
        kestrel.Limits.MinResponseDataRate = new MinDataRate(240, TimeSpan.FromSeconds(1.5));
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
    }

    private async Task HonestAsync()
    {
        using var content = WireServer.Bytes(Frames.Texts("honest"), "application/grpc");
        using var response = await _honest.PostAsync("/fastchat.wiretest.v1.TextService/Say", content, TestContext.Current.CancellationToken);
        Assert.Equal(Frames.Texts("honest"), await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }
}
