using System.Collections.Concurrent;
using Fastchat.Governance.Access;
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
    private readonly ConcurrentDictionary<string, RestClient> _rest = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RpcChannel> _grpc = new(StringComparer.Ordinal);
    private readonly Lazy<Task<IReadOnlyList<(string Who, string Key, IReadOnlySet<string> Permissions)>>> _roles;
    private readonly Lazy<Task<string>> _expired;
    private bool _stopped;

    private TestServer(TemporaryFolder folder, FastchatHost host)
    {
        _folder = folder;
        Host = host;
        Rest = RestAs(ApiKey);
        Grpc = GrpcAs(ApiKey);
        _roles = new(MakeRolesAsync);
        _expired = new(MakeExpiredAsync);
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

    /// <summary>A key of each role, one that is narrowed, and the operator's, with what each may do; the same for all tests of the server.</summary>
    internal Task<IReadOnlyList<(string Who, string Key, IReadOnlySet<string> Permissions)>> KeysOfAllRolesAsync() => _roles.Value;

    /// <summary>A key whose time is over.</summary>
    internal Task<string> ExpiredKeyAsync() => _expired.Value;

    /// <summary>The REST face seen with another key, or with none.</summary>
    public RestClient RestAs(string? key) => _rest.GetOrAdd(key ?? "", _ => new RestClient(Host.Address, key));

    /// <summary>The gRPC face seen with another key, or with none.</summary>
    public CallInvoker GrpcAs(string? key) => _grpc.GetOrAdd(key ?? "", _ => RpcChannel.ForAddress(Host.Address, new RpcChannelOptions { Credentials = Credentials(key) })).CreateCallInvoker();

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
        foreach (var client in _rest.Values.Concat<IDisposable>(_grpc.Values)) client.Dispose();
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

    /// <summary>What a gRPC client shows with each call; null for nothing.</summary>
    internal static ChannelCredentials? Credentials(string? key) => key is null ? null : ChannelCredentials.Create(ChannelCredentials.Insecure, CallCredentials.FromInterceptor((_, metadata) =>
    {
        metadata.Add("authorization", $"Bearer {key}");
        return Task.CompletedTask;
    }));

    private async Task<IReadOnlyList<(string Who, string Key, IReadOnlySet<string> Permissions)>> MakeRolesAsync()
    {
        var keys = new List<(string, string, IReadOnlySet<string>)> { ("operator", AdminKey, Roles.Operator) };
        foreach (var role in Roles.All) keys.Add((Roles.Name(role), await MakeKeyAsync(Roles.Name(role)), Roles.Permissions(role)));
        keys.Add(("files alone", await MakeKeyAsync("owner", "files.read"), new HashSet<string> { "files.read" }));
        return keys;
    }

    private async Task<string> MakeKeyAsync(string role, params string[] scopes) =>
        (await Rest.PostAsync("/v1/admin/keys", new { name = role, role, scopes })).Json.GetProperty("api_key").GetString()!;

    private async Task<string> MakeExpiredAsync()
    {
        var made = (await Rest.PostAsync("/v1/admin/keys", new { name = "over", role = "owner" })).Json;
        await Rest.PostAsync($"/v1/admin/keys/{made.GetProperty("key").GetProperty("key_id").GetString()}:rotate", new { overlap_seconds = 0 });
        return made.GetProperty("api_key").GetString()!;
    }
}
