using Fastchat.Governance.Encryption;
using Fastchat.Rpc.Client;
using Fastchat.Testing;
using Grpc.Core;

namespace Fastchat.Server;

/// <summary>Two server processes on one PostgreSQL, each with a folder of its own.</summary>
internal sealed class TwoNodes : IAsyncDisposable
{
    private readonly string _encryptionKey = KeyEncryptionKey.Generate();
    private readonly TemporaryFolder[] _folders = [new(), new()];
    private readonly ServerProcess?[] _processes = new ServerProcess?[2];
    private readonly Uri[] _addresses = new Uri[2];
    private readonly List<IDisposable> _clients = [];
    private readonly PostgresServer _postgres;
    private readonly string _database;

    private TwoNodes(PostgresServer postgres, string database)
    {
        _postgres = postgres;
        _database = database;
    }

    /// <summary>Starts both.</summary>
    public static async Task<TwoNodes> StartAsync()
    {
        var postgres = await PostgresServer.GetAsync();
        var nodes = new TwoNodes(postgres, await postgres.CreateDatabaseAsync());
        await Task.WhenAll(nodes.StartAsync(0), nodes.StartAsync(1));
        return nodes;
    }

    /// <summary>The process of a node.</summary>
    public ServerProcess Process(int node) => _processes[node]!;

    /// <summary>The folder of a node.</summary>
    public string Folder(int node) => _folders[node].Path;

    /// <summary>Starts a node, or starts it again; it has another port then.</summary>
    public async Task StartAsync(int node)
    {
        var process = ServerProcess.Start(
            ("PORT", "0"), ("DATA_DIR", _folders[node].Path), ("FASTCHAT_DATABASE", _database), ("FASTCHAT_API_KEY", TestServer.ApiKey), ("FASTCHAT_ADMIN_KEY", TestServer.AdminKey),
            ("FASTCHAT_ENCRYPTION_KEY", _encryptionKey));
        _processes[node] = process;
        var line = await process.ReadToAsync("Fastchat listens on ");
        _addresses[node] = new Uri(line["Fastchat listens on ".Length..].Split(' ')[0]);
    }

    /// <summary>Takes the database away.</summary>
    public Task DropDatabaseAsync() => _postgres.DropDatabaseAsync(_database);

    /// <summary>A client of a node's REST face.</summary>
    public RestClient Rest(int node, string? key)
    {
        var client = new RestClient(_addresses[node], key);
        _clients.Add(client);
        return client;
    }

    /// <summary>A client of a node's gRPC face, with the tenant's key.</summary>
    public CallInvoker Grpc(int node)
    {
        var channel = RpcChannel.ForAddress(_addresses[node], new RpcChannelOptions { Credentials = TestServer.Credentials(TestServer.ApiKey) });
        _clients.Add(channel);
        return channel.CreateCallInvoker();
    }

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(c => c.Dispose());
        foreach (var process in _processes) process?.Dispose();
        await DropDatabaseAsync();
        foreach (var folder in _folders) folder.Dispose();
    }
}
