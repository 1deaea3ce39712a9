using System.Net;
using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Health;
using Fastchat.Rpc.OpenApi;
using Fastchat.Rpc.Reflection;
using Fastchat.Rpc.Services;
using Fastchat.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fastchat.Rpc;

/// <summary>The wire with the test services behind it, over real Kestrel in memory.</summary>
internal sealed class WireServer : IAsyncDisposable
{
    private readonly KestrelInMemory _kestrel;

    private WireServer(KestrelInMemory kestrel, CapturedLog log)
    {
        _kestrel = kestrel;
        Log = log;
        Http1 = kestrel.CreateHttp1Client();
        Http2 = kestrel.CreateHttp2Client();
    }

    public CapturedLog Log { get; }

    public IServiceProvider Services => _kestrel.Services;

    public HttpClient Http1 { get; }

    public HttpClient Http2 { get; }

    public static Task<WireServer> StartAsync(TextHandler? texts = null, RpcOptions? options = null, params CallInterceptor[] interceptors) => StartAsync(
        options ?? new RpcOptions(),
        services =>
        {
            services.AddRpcService<TextHandler>().AddSingleton(texts ?? new TextHandler());
            services.AddRpcService<ShapeHandler>().AddRpcService<RouteHandler>().AddRpcService<AnswerHandler>().AddRpcService<BlobHandler>().AddRpcService<SocketHandler>().AddRpcService<ExtensionHandler>();
            services.AddRpcHealth().AddRpcReflection();
            foreach (var interceptor in interceptors) services.AddSingleton(interceptor);
        });

    /// <summary>Starts a server with other services.</summary>
    public static async Task<WireServer> StartAsync(RpcOptions options, Action<IServiceCollection> addServices)
    {
        var log = new CapturedLog();
        return new WireServer(await KestrelInMemory.StartAsync(
            services =>
            {
                services.AddSingleton<ILoggerProvider>(log);
                services.AddRpc(options);
                services.AddRpcOpenApi(_ => Described.Options);
                addServices(services);
            },
            app =>
            {
                app.UseRpc();
                app.UseRpcOpenApi();
                app.RunUnknownUrl();
            },
            kestrel => kestrel.UseRpcLimits(options),
            listen => listen.UseOnePort(options),
            TestContext.Current.CancellationToken), log);
    }

    /// <summary>Tells the server to stop.</summary>
    public void Stop() => _kestrel.Services.GetRequiredService<Microsoft.Extensions.Hosting.IHostApplicationLifetime>().StopApplication();

    /// <summary>Tells the host to stop, as a signal would; ends when it has, or when it gives up at the token.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _kestrel.StopAsync(cancellationToken);

    /// <summary>Opens a bare connection.</summary>
    public Stream Connect() => _kestrel.Connect();

    /// <summary>Sends a request over HTTP/1.1 and reads the whole answer.</summary>
    public async Task<WireReply> SendAsync(HttpMethod method, string path, HttpContent? content = null, params (string Name, string Value)[] headers) =>
        await SendAsync(Http1, method, path, content, headers);

    /// <summary>Sends a JSON body.</summary>
    public Task<WireReply> PostJsonAsync(string path, string json) => SendAsync(HttpMethod.Post, path, Bytes(System.Text.Encoding.UTF8.GetBytes(json), "application/json"));

    /// <summary>Calls a method of the text service by its path and reads the whole answer.</summary>
    public Task<WireReply> CallAsync(HttpClient client, string method, string contentType, byte[] body, params (string Name, string Value)[] headers) =>
        SendAsync(client, HttpMethod.Post, $"/fastchat.wiretest.v1.TextService/{method}", Bytes(body, contentType), headers);

    /// <summary>Calls a method of the text service over gRPC.</summary>
    public Task<WireReply> GrpcAsync(string method, byte[] body, params (string Name, string Value)[] headers) =>
        CallAsync(Http2, method, "application/grpc", body, [("te", "trailers"), .. headers]);

    public static ByteArrayContent Bytes(byte[] body, string contentType)
    {
        var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return content;
    }

    public ValueTask DisposeAsync() => _kestrel.DisposeAsync();

    /// <summary>Sends a request with a client and reads the whole answer.</summary>
    public async Task<WireReply> SendAsync(HttpClient client, HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content, Version = client.DefaultRequestVersion, VersionPolicy = client.DefaultVersionPolicy };
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value)) content!.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        return WireReply.Of(response, body);
    }
}
