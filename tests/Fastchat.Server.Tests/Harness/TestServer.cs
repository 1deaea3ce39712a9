using Fastchat.Providers.Models;
using Fastchat.Rpc.Client;
using Fastchat.Testing;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Fastchat.Server;

/// <summary>A whole server in this process, on a free port, with a folder of its own.</summary>
public sealed class TestServer : IAsyncDisposable
{
    /// <summary>The default tenant's key.</summary>
    public const string ApiKey = "fc_test-key-of-the-tenant";

    /// <summary>The operator's key.</summary>
    public const string AdminKey = "fc_test-key-of-the-operator";

    private readonly TemporaryFolder _folder;
    private readonly List<IDisposable> _clients = [];
    private bool _stopped;

    private TestServer(TemporaryFolder folder, FastchatHost host)
    {
        _folder = folder;
        Host = host;
        Rest = RestAs(ApiKey);
        Grpc = GrpcAs(ApiKey);
    }

    /// <summary>The server.</summary>
    internal FastchatHost Host { get; }

    /// <summary>Its REST face, seen with the tenant's key.</summary>
    public RestClient Rest { get; }

    /// <summary>Its gRPC face, seen with the tenant's key.</summary>
    public CallInvoker Grpc { get; }

    /// <summary>Where it keeps everything.</summary>
    internal TemporaryFolder Folder => _folder;

    /// <summary>The settings of a test server in a folder.</summary>
    internal static ServerOptions OptionsFor(TemporaryFolder folder) => new()
    {
        Port = 0,
        DataFolder = folder.Path,
        ApiKey = ApiKey,
        AdminKey = AdminKey,
        LogLevel = LogLevel.Error,
    };

    /// <summary>Starts a server.</summary>
    /// <param name="folder">Its folder; null for an empty one. It goes with the server.</param>
    /// <param name="change">Changes its settings.</param>
    /// <param name="configure">Changes its parts.</param>
    internal static async Task<TestServer> StartAsync(
        TemporaryFolder? folder = null, Func<ServerOptions, ServerOptions>? change = null, Action<WebApplicationBuilder>? configure = null)
    {
        folder ??= new TemporaryFolder();
        var options = OptionsFor(folder) with { Database = await TestDatabase.ForServerAsync(folder.Path) };
        return new TestServer(folder, await FastchatHost.StartAsync(change?.Invoke(options) ?? options, configure));
    }

    /// <summary>Starts a server whose models are behind a gateway.</summary>
    public static Task<TestServer> StartWithAsync(FakeUpstream upstream, string key = FakeUpstream.Key, string? patterns = null) =>
        StartAsync(change: options => options with { Upstream = UpstreamOptions.Parse(upstream.Address.ToString(), key, patterns) });

    /// <summary>The REST face seen with another key, or with none.</summary>
    public RestClient RestAs(string? key)
    {
        var client = new RestClient(Host.Address, key);
        _clients.Add(client);
        return client;
    }

    /// <summary>The gRPC face seen with another key, or with none.</summary>
    public CallInvoker GrpcAs(string? key)
    {
        var credentials = key is null ? null : ChannelCredentials.Create(ChannelCredentials.Insecure, CallCredentials.FromInterceptor((_, metadata) =>
        {
            metadata.Add("authorization", $"Bearer {key}");
            return Task.CompletedTask;
        }));
        var channel = RpcChannel.ForAddress(Host.Address, new RpcChannelOptions { Credentials = credentials });
        _clients.Add(channel);
        return channel.CreateCallInvoker();
    }

    /// <summary>Makes another tenant, and says its key.</summary>
    public async Task<string> AddTenantAsync(string name)
    {
        var answer = await RestAs(AdminKey).PostAsync("/v1/admin/tenants", new { name });
        return answer.Json.GetProperty("api_key").GetString()!;
    }

    /// <summary>Stops the server and keeps its folder, for the next one.</summary>
    internal async Task<TemporaryFolder> StopAsync()
    {
        _stopped = true;
        foreach (var client in _clients) client.Dispose();
        await Host.DisposeAsync();
        return _folder;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_stopped) return;
        await StopAsync();
        _folder.Dispose();
    }
}
