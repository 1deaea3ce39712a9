using Dapper;
using Fastchat.Chat.Completions;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Files;
using Fastchat.Foundation;
using Fastchat.Runs;
using Fastchat.Storage;
using Fastchat.Testing;
using Google.Protobuf;

namespace Fastchat.Governance.Encryption;

public sealed class ReencryptionTests : IAsyncLifetime
{
    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    private readonly CapturedLog<Reencryption> _log = new();
    private TestRooms _rooms = null!;
    private TenantKeyStore _store = null!;
    private KeyHolders _holders = null!;
    private EncryptedBlobStore _blobs = null!;
    private RunStore _runs = null!;
    private CompletionStore _completions = null!;
    private Reencryption _reencryption = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rooms = await TestRooms.OpenAsync();
        _store = new TenantKeyStore(_rooms.Database, _rooms.Clock);
        _holders = new KeyHolders(_store, _rooms.Node);
        _blobs = new EncryptedBlobStore(_rooms.Blobs, _rooms.DataKeys, _holders);
        _runs = new RunStore(_rooms.Database, _rooms.DataKeys, _rooms.Node, _rooms.Clock);
        _completions = new CompletionStore(_rooms.Database, _rooms.DataKeys, _rooms.Clock);
        ISealed[] places = [RunStore.Sealed(_rooms.Database, _rooms.DataKeys), CompletionStore.Sealed(_rooms.Database, _rooms.DataKeys), new SealedBlobs(_blobs)];
        _reencryption = new Reencryption(_store, _holders, _rooms.TenantStore, places, _rooms.Clock, _log);
    }

    public ValueTask DisposeAsync() => _rooms.DisposeAsync();

    [Fact]
    public async Task Run_RowsAndBytesOfBeforeEncryption_AreReadAndThenSealed()
    {
        await AddPlainRowsAsync();
        await WriteAsync(_rooms.Blobs, "file-1", "plain words");
        await AssertReadableAsync("file-1", "plain words");

        await _reencryption.RunAsync(Ct);

        await AssertReadableAsync("file-1", "plain words");
        Assert.Empty(await PlainRowsAsync());
        Assert.DoesNotContain("file-1", await _rooms.Blobs.ListAsync(_rooms.Tenant, DateTimeOffset.MaxValue, Ct));
        Assert.Equal(1, await _blobs.VersionAsync(_rooms.Tenant, "file-1", Ct));
    }

    [Fact]
    public async Task Run_NothingStored_MakesNoKey()
    {
        await _reencryption.RunAsync(Ct);

        Assert.Empty(await _store.ListAsync(_rooms.Tenant, Ct));
    }

    [Fact]
    public async Task Run_AfterARotation_SealsAnewAndDropsTheOldVersionAfterAnHour()
    {
        await AddRowsAsync();
        await WriteAsync(_blobs, "file-1", "plain words");
        await _rooms.DataKeys.RotateAsync(_rooms.Tenant, Ct);

        await _reencryption.RunAsync(Ct);
        Assert.Equal("1, 2", await VersionsAsync());
        Assert.All(await RowVersionsAsync(), v => Assert.Equal(2, v));

        _rooms.Clock.Advance(Grace);
        await _reencryption.RunAsync(Ct);

        Assert.Equal("2", await VersionsAsync());
        await AssertReadableAsync("file-1", "plain words");
    }

    [Fact]
    public async Task Run_AnotherNodeHasBytesOfTheOldVersion_KeepsIt()
    {
        await new KeyHolders(_store, new Node("another")).HoldAsync(_rooms.Tenant, 1, Ct);
        await AddRowsAsync();
        await _rooms.DataKeys.RotateAsync(_rooms.Tenant, Ct);
        _rooms.Clock.Advance(Grace);

        await _reencryption.RunAsync(Ct);
        Assert.Equal("1, 2", await VersionsAsync());

        await new KeyHolders(_store, new Node("another")).ReleaseBeforeAsync(_rooms.Tenant, 2, Ct);
        await _reencryption.RunAsync(Ct);
        Assert.Equal("2", await VersionsAsync());
    }

    [Fact]
    public async Task Run_OneRowDamaged_SealsTheOthers()
    {
        await AddRowsAsync();
        await _rooms.Database.WriteAsync(_rooms.Tenant, c => c.ExecuteAsync("UPDATE runs SET completion = @bytes WHERE run_id = 'run_1'", new { bytes = new byte[60] }), Ct);
        await _rooms.DataKeys.RotateAsync(_rooms.Tenant, Ct);

        await _reencryption.RunAsync(Ct);

        Assert.Equal("An answer.", (await _completions.FindAsync(_rooms.Tenant, "chatcmpl-1", Ct))!.Choices[0].Message.Content);
        Assert.Equal(1, (await RowVersionsAsync()).Count(v => v == 1));
        Assert.Equal(ErrorReason.DataUnreadable, (await Assert.ThrowsAsync<FastchatException>(() => _runs.FindAsync(_rooms.Tenant, "run_1", Ct))).Reason);
    }

    [Fact]
    public async Task Run_DestroyedKey_LeavesEverythingAsItIs()
    {
        await AddRowsAsync();
        await _rooms.DataKeys.DestroyAsync(_rooms.Tenant, Ct);

        await _reencryption.RunAsync(Ct);

        Assert.All(await RowVersionsAsync(), v => Assert.Equal(1, v));
        Assert.Empty(_log.Entries);
    }

    [Fact]
    public async Task Find_AnswerMovedToAnotherRunOrTenant_IsRefused()
    {
        await AddRowsAsync();
        await _runs.BeginAsync(_rooms.Tenant, "run_2", "scripted", Ct);
        await _runs.CompleteAsync(_rooms.Tenant, new Completion { Text = "Another." }, RunTails.Of("run_2"), Ct);
        await ExecuteAsync("UPDATE runs SET completion = (SELECT r.completion FROM runs r WHERE r.run_id = 'run_1') WHERE run_id = 'run_2'");

        Assert.Equal(ErrorReason.DataUnreadable, (await Assert.ThrowsAsync<FastchatException>(() => _runs.FindAsync(_rooms.Tenant, "run_2", Ct))).Reason);
    }

    [Fact]
    public async Task Find_RunThatAProcessLeftBehind_SaysSo()
    {
        await _runs.BeginAsync(_rooms.Tenant, "run_3", "scripted", Ct);
        await _runs.InterruptAllAsync(Ct);

        Assert.StartsWith("The server stopped", (await _runs.FindAsync(_rooms.Tenant, "run_3", Ct))!.ErrorMessage, StringComparison.Ordinal);
    }

    private async Task AddRowsAsync()
    {
        await _runs.BeginAsync(_rooms.Tenant, "run_1", "scripted", Ct);
        await _runs.CompleteAsync(_rooms.Tenant, new Completion { Text = "An answer." }, RunTails.Of("run_1"), Ct);
        await _runs.BeginAsync(_rooms.Tenant, "run_0", "scripted", Ct);
        await _runs.FailAsync(_rooms.Tenant, ErrorReason.UpstreamRejected, "What went wrong.", RunTails.Of("run_0"), Ct);
        await _completions.AddAsync(_rooms.Tenant, Stored(), new ChatCompletionParams(), Ct);
    }

    // As the build before encryption wrote them.
    private Task AddPlainRowsAsync() => _rooms.Database.WriteAsync(
        _rooms.Tenant,
        async connection =>
        {
            var values = new { tenant = _rooms.Tenant.Value, completion = new Completion { Text = "An answer." }.ToByteArray(), body = Stored().ToByteArray() };
            await connection.ExecuteAsync(
                "INSERT INTO runs (tenant_id, run_id, status, model, node, created_at, completion) VALUES (@tenant, 'run_1', 'completed', 'scripted', '', 1, @completion)", values);
            await connection.ExecuteAsync(
                "INSERT INTO runs (tenant_id, run_id, status, model, node, created_at, error_code, error_message) VALUES (@tenant, 'run_0', 'failed', 'scripted', '', 1, 'upstream_rejected', 'What went wrong.')", values);
            await connection.ExecuteAsync("INSERT INTO chat_completions (tenant_id, completion_id, body, created_at) VALUES (@tenant, 'chatcmpl-1', @body, 1)", values);
        },
        Ct);

    private async Task AssertReadableAsync(string blob, string content)
    {
        Assert.Equal("An answer.", (await _runs.FindAsync(_rooms.Tenant, "run_1", Ct))!.Completion!.Text);
        Assert.Equal("What went wrong.", (await _runs.FindAsync(_rooms.Tenant, "run_0", Ct))!.ErrorMessage);
        Assert.Equal("An answer.", (await _completions.FindAsync(_rooms.Tenant, "chatcmpl-1", Ct))!.Choices[0].Message.Content);
        using var reader = new StreamReader(await _blobs.OpenReadAsync(_rooms.Tenant, blob, Ct));
        Assert.Equal(content, await reader.ReadToEndAsync(Ct));
    }

    private Task<IEnumerable<string>> PlainRowsAsync() => _rooms.Database.ReadAsync(
        _rooms.Tenant,
        connection => connection.QueryAsync<string>("SELECT run_id FROM runs WHERE key_version = 0 UNION ALL SELECT completion_id FROM chat_completions WHERE key_version = 0"),
        Ct);

    private Task<IEnumerable<long>> RowVersionsAsync() => _rooms.Database.ReadAsync(
        _rooms.Tenant, connection => connection.QueryAsync<long>("SELECT key_version FROM runs UNION ALL SELECT key_version FROM chat_completions"), Ct);

    private async Task<string> VersionsAsync() => string.Join(", ", (await _store.ListAsync(_rooms.Tenant, Ct)).Select(k => k.Version));

    private Task ExecuteAsync(string sql) => _rooms.Database.WriteAsync(_rooms.Tenant, c => c.ExecuteAsync(sql), Ct);

    private async Task WriteAsync(BlobStore store, string id, string content)
    {
        await using var draft = await store.CreateAsync(_rooms.Tenant, id, Ct);
        await draft.WriteAsync(System.Text.Encoding.UTF8.GetBytes(content), Ct);
        await draft.CommitAsync(Ct);
    }

    private static ChatCompletion Stored() => new() { Id = "chatcmpl-1", Choices = { new ChatChoice { Message = new AssistantMessage { Content = "An answer." } } } };
}
