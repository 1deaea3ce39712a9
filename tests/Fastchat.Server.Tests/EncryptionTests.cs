using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Dapper;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Governance.Encryption;
using Fastchat.Storage;
using Fastchat.Testing;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fastchat.Server;

/// <summary>What tenants say and upload lies on no disk as they said it.</summary>
public sealed class EncryptionTests
{
    private const string Canary = "Zephyrine Quockerwodger";
    private static readonly string[] Canaries = ["Zephyrine", "Quockerwodger", "zephyrin", "quockerwodg"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limits.Test)]
    public async Task Folder_AfterChatsAndUploads_HoldsNoneOfTheirWords()
    {
        var server = await TestServer.StartAsync();
        await SayAsync(server);
        var during = await ReadFolderAsync(server.Folder.Path);
        var inDatabase = await ReadDatabaseAsync(server);
        using var folder = await server.StopAsync();

        AssertNoCanary(during);
        AssertNoCanary([("the database", inDatabase)]);
        AssertNoCanary(await ReadFolderAsync(folder.Path));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Server_StartedAgain_ReadsWhatItWrote()
    {
        var server = await TestServer.StartAsync();
        var (file, store, completion, run) = await SayAsync(server);
        var folder = await server.StopAsync();

        await using var again = await TestServer.StartAsync(folder);

        Assert.Contains(Canary, (await again.Rest.GetAsync($"/v1/files/{file}/content")).Text, StringComparison.Ordinal);
        Assert.Contains(Canary, (await again.Rest.GetAsync($"/v1/chat/completions/{completion}")).Text, StringComparison.Ordinal);
        Assert.Contains(Canary, (await again.Rest.GetAsync($"/v1/runs/{run}")).Text, StringComparison.Ordinal);
        Assert.Contains(Canary, (await again.Rest.PostAsync($"/v1/vector_stores/{store}/search", new { query = "Who invented the compass?" })).Text, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Start_OtherKey_IsRefusedWithoutNamingTheKey()
    {
        var server = await TestServer.StartAsync();
        var folder = await server.StopAsync();
        var other = KeyEncryptionKey.Generate();

        var refusal = await Assert.ThrowsAsync<KeyMismatchException>(
            () => TestServer.StartAsync(folder, options => options with { Encryption = new LocalKeyWrapper(KeyEncryptionKey.TryParse(other)!) }));

        Assert.Contains("FASTCHAT_ENCRYPTION_KEY", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(other, refusal.Message, StringComparison.Ordinal);
        folder.Dispose();
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Start_KeyFileDamaged_IsRefusedAndTheFileKept()
    {
        var server = await TestServer.StartAsync();
        var folder = await server.StopAsync();
        var path = Path.Combine(folder.Path, "encryption-key");
        await System.IO.File.WriteAllTextAsync(path, "no key\n", Ct);

        var refusal = await Assert.ThrowsAsync<IOException>(() => TestServer.StartAsync(folder));

        Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
        Assert.Equal("no key\n", await System.IO.File.ReadAllTextAsync(path, Ct));
        folder.Dispose();
    }

    [Fact(Timeout = Limits.Test)]
    public async Task KeyFile_MadeAtTheFirstStart_IsItsOwnersAlone()
    {
        await using var server = await TestServer.StartAsync();

        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(Path.Combine(server.Folder.Path, "encryption-key")));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Start_NextKeyFirstInTheFile_WrapsAnewAndThenDoesWithoutTheOld()
    {
        var server = await TestServer.StartAsync();
        var (file, _, completion, _) = await SayAsync(server);
        var folder = await server.StopAsync();
        var path = Path.Combine(folder.Path, "encryption-key");
        var next = KeyEncryptionKey.Generate();
        await System.IO.File.WriteAllTextAsync(path, $"{next}\n{await System.IO.File.ReadAllTextAsync(path, Ct)}", Ct);
        var during = await TestServer.StartAsync(folder);
        await Eventually.IsTrueAsync(async () => (await KeysAsync(during)).All(k => k.KeyId == KeyEncryptionKey.TryParse(next)!.Id));
        await during.StopAsync();
        await System.IO.File.WriteAllTextAsync(path, next, Ct);

        await using var after = await TestServer.StartAsync(folder);

        Assert.Contains(Canary, (await after.Rest.GetAsync($"/v1/files/{file}/content")).Text, StringComparison.Ordinal);
        Assert.Contains(Canary, (await after.Rest.GetAsync($"/v1/chat/completions/{completion}")).Text, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Rotate_ByTheOperator_LeavesEverythingReadable()
    {
        await using var server = await TestServer.StartAsync();
        var (file, store, completion, run) = await SayAsync(server);
        var operators = server.RestAs(TestServer.AdminKey);
        var tenant = server.Host.Tenant.Value;

        var rotated = await operators.PostAsync($"/v1/admin/data-keys/{tenant}:rotate", new { });

        Assert.Equal(2, rotated.Json.GetProperty("version").GetInt32());
        var listed = (await operators.GetAsync("/v1/admin/data-keys")).Json.GetProperty("keys").EnumerateArray().ToList();
        Assert.Equal([1, 2], listed.Select(k => k.GetProperty("version").GetInt32()));
        Assert.Contains(Canary, (await server.Rest.GetAsync($"/v1/files/{file}/content")).Text, StringComparison.Ordinal);
        Assert.Contains(Canary, (await server.Rest.GetAsync($"/v1/chat/completions/{completion}")).Text, StringComparison.Ordinal);
        Assert.Contains(Canary, (await server.Rest.GetAsync($"/v1/runs/{run}")).Text, StringComparison.Ordinal);
        Assert.Contains(Canary, (await server.Rest.PostAsync($"/v1/vector_stores/{store}/search", new { query = "Who invented the compass?" })).Text, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Rotate_UnknownTenant_IsNotFound()
    {
        await using var server = await TestServer.StartAsync();

        var answer = await server.RestAs(TestServer.AdminKey).PostAsync("/v1/admin/data-keys/0000000000:rotate", new { });

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Equal("tenant_not_found", answer.Error.GetProperty("code").GetString());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Destroy_TenantsKey_NothingOfTheTenantIsReadAnyMore()
    {
        await using var server = await TestServer.StartAsync();
        var (file, store, completion, run) = await SayAsync(server);

        await server.Host.Services.GetRequiredService<TenantKeys>().DestroyAsync(server.Host.Tenant, Ct);

        foreach (var path in (string[])[$"/v1/chat/completions/{completion}", $"/v1/runs/{run}", $"/v1/files/{file}/content"])
        {
            var answer = await server.Rest.GetAsync(path);
            Assert.Equal(HttpStatusCode.InternalServerError, answer.Status);
            Assert.Equal("data_unreadable", answer.Error.GetProperty("code").GetString());
        }

        var search = await server.Rest.PostAsync($"/v1/vector_stores/{store}/search", new { query = "Who invented the compass?" });
        Assert.Equal("data_unreadable", search.Error.GetProperty("code").GetString());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Log_AtItsMostTalkative_HasNoKey()
    {
        using var log = new Lines();
        var server = await TestServer.StartAsync(
            change: options => options with { LogLevel = LogLevel.Debug },
            configure: builder => builder.Services.AddSingleton<ILoggerProvider>(log));
        await SayAsync(server);
        await server.RestAs(TestServer.AdminKey).PostAsync($"/v1/admin/data-keys/{server.Host.Tenant.Value}:rotate", new { });
        var wrapped = (await KeysAsync(server)).Select(k => k.Wrapped).ToList();
        using var folder = await server.StopAsync();
        var key = (await System.IO.File.ReadAllTextAsync(Path.Combine(folder.Path, "encryption-key"), Ct)).Trim();

        var text = string.Join('\n', log.All);
        Assert.NotEmpty(log.All);
        foreach (var secret in (string[])[key, Convert.ToHexString(Convert.FromBase64String(key)), .. wrapped.Select(Convert.ToBase64String), .. wrapped.Select(Convert.ToHexString)])
            Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase);
    }

    // Words in a file, in a question and in its answer, by way of everything that stores them.
    private static async Task<(string File, string Store, string Completion, string Run)> SayAsync(TestServer server)
    {
        var store = await server.Rest.MakeStoreAsync(("compass.txt", $"The compass was invented by {Canary} in a small workshop by the sea."));
        var file = (await server.Rest.GetAsync("/v1/files")).Json.GetProperty("data")[0].GetProperty("id").GetString()!;
        var tools = new[] { new { type = "file_search", vector_store_ids = new[] { store } } };
        var completion = await server.Rest.PostAsync(
            "/v1/chat/completions", new { model = "extractive", store = true, messages = new[] { new { role = "user", content = $"Who invented the compass, was it {Canary}?" } }, tools });
        Assert.Contains(Canary, completion.Text, StringComparison.Ordinal);
        using var call = new ChatService.ChatServiceClient(server.Grpc).Chat(
            new ChatRequest
            {
                Model = "extractive",
                Messages = { new Message { Role = Role.User, Text = $"Who invented the compass, was it {Canary}?" } },
                Tools = { new Tool { FileSearch = new Contracts.Chat.V1.FileSearch { VectorStoreIds = { store } } } },
            },
            cancellationToken: Ct);
        var last = await call.ResponseStream.ReadAllAsync(Ct).LastAsync(Ct);
        Assert.Contains(Canary, last.Event.Complete.Text, StringComparison.Ordinal);
        return (file, store, completion.Json.GetProperty("id").GetString()!, last.Event.RunId);
    }

    private static async Task<IReadOnlyList<TenantKeyRecord>> KeysAsync(TestServer server) =>
        (await server.Host.Services.GetRequiredService<TenantKeyStore>().ListAllAsync(null, 1000, Ct)).Items;

    private static async Task<IReadOnlyList<(string Path, byte[] Bytes)>> ReadFolderAsync(string folder)
    {
        var files = new List<(string, byte[])>();
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(p => Path.GetFileName(p) != "lock"))
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new MemoryStream();
            await file.CopyToAsync(bytes, Ct);
            files.Add((path, bytes.ToArray()));
        }

        Assert.Contains(files, f => f.Item1.EndsWith("-sealed", StringComparison.Ordinal));
        return files;
    }

    // Every column of every table, whatever its engine.
    private static async Task<byte[]> ReadDatabaseAsync(TestServer server)
    {
        var database = server.Host.Services.GetRequiredService<Database>();
        var all = new MemoryStream();
        foreach (var table in (string[])["tenants", "api_keys", "files", "collections", "documents", "jobs", "runs", "run_segments", "chat_completions", "conversations", "conversation_items", "usage_windows", "tenant_keys"])
        {
            var rows = await database.ReadAsync(StorageScope.Operator, c => c.QueryAsync($"SELECT * FROM {table}"), Ct);
            foreach (var value in rows.SelectMany(r => ((IDictionary<string, object?>)r).Values))
                await all.WriteAsync(value as byte[] ?? Encoding.UTF8.GetBytes($"{value}\n"), Ct);
        }

        Assert.NotEqual(0, all.Length);
        return all.ToArray();
    }

    private static void AssertNoCanary(IReadOnlyList<(string Path, byte[] Bytes)> files) => Assert.All(files, file =>
    {
        foreach (var canary in Canaries)
        {
            foreach (var encoding in (Encoding[])[Encoding.UTF8, Encoding.Unicode])
                Assert.True(file.Bytes.AsSpan().IndexOf(encoding.GetBytes(canary)) < 0, $"{file.Path} holds {canary}.");
        }
    });

    private sealed class Lines : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public IReadOnlyCollection<string> All => _lines;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
