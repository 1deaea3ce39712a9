using Dapper;
using Fastchat.Governance.Audit;
using Fastchat.Storage;
using Fastchat.Testing;

namespace Fastchat.Server.CommandLine;

/// <summary>The command that verifies, as a person at a terminal meets it.</summary>
public sealed class AuditCommandTests : IAsyncLifetime
{
    private TestServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync();
        for (var i = 0; i < 5; i++) await _server.Rest.PostAsync("/v1/vector_stores", new { name = "store" });
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private string Tenant => _server.Host.Tenant.Value;

    [Fact(Timeout = Limits.Test)]
    public async Task Verify_BesideARunningServer_IsWholeAndEndsWith0()
    {
        var (code, output, _) = await RunAsync("verify");

        Assert.Equal(0, code);
        Assert.Contains($"{Tenant}: whole, 5 records", output, StringComparison.Ordinal);
        Assert.Contains("1 chains, 5 records verified", output, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Verify_RecordDeleted_SaysWhichAndEndsWith1()
    {
        await ChangeAsync("DELETE FROM audit_records WHERE sequence = 3");

        var (code, output, _) = await RunAsync("verify", "--tenant", Tenant);

        Assert.Equal(1, code);
        Assert.Contains($"{Tenant}: FAULT at record 3: deleted.", output, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Verify_TailCutWithItsTraces_IsFoundByExportedCheckpointsAlone()
    {
        var file = Path.Combine(_server.Folder.Path, "kept.jsonl");
        Assert.Equal(0, (await RunAsync("export-checkpoints", "--output", file)).Code);
        await ChangeAsync("DELETE FROM audit_records WHERE sequence > 3");
        await ChangeAsync("DELETE FROM audit_checkpoints");
        await ChangeAsync("UPDATE audit_heads SET sequence = 3, hash = (SELECT hash FROM audit_records WHERE sequence = 3)");

        Assert.Equal(0, (await RunAsync("verify")).Code);
        var (code, output, _) = await RunAsync("verify", "--checkpoints", file);

        Assert.Equal(1, code);
        Assert.Contains("FAULT at record 4: cut tail.", output, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Verify_PublicKeyOfAnother_SaysThatCheckpointsProveNothing()
    {
        using var other = CheckpointSigner.Create();
        var file = Path.Combine(_server.Folder.Path, "other.pem");
        await File.WriteAllTextAsync(file, other.PublicKey.Pem, TestContext.Current.CancellationToken);
        await RunAsync("export-checkpoints");

        var (code, output, _) = await RunAsync("verify", "--public-key", file);

        Assert.Equal(0, code);
        Assert.Contains("0 checkpoints agree; checkpoints of other keys prove nothing here", output, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task PublicKey_Printed_VerifiesWhatIsExported()
    {
        var key = CheckpointKey.Parse((await RunAsync("public-key")).Output);
        var file = Path.Combine(_server.Folder.Path, "kept.jsonl");
        await RunAsync("export-checkpoints", "--output", file);

        var checkpoint = Assert.Single(await CheckpointFile.ReadAsync(file));
        Assert.True(key.Verify(checkpoint));
        Assert.Equal(5, checkpoint.Sequence);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Verify_ThereIsNoDatabase_SaysSoAndEndsWith2()
    {
        Assert.SkipWhen(TestDatabase.Engine != "sqlite", "The database is not in the folder.");
        using var empty = new TemporaryFolder();
        using var errors = new StringWriter();

        var code = await AuditCommand.RunAsync(["verify"], name => name == "DATA_DIR" ? empty.Path : null, TextWriter.Null, errors);

        Assert.Equal(2, code);
        Assert.Contains("There is no database", errors.ToString(), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(empty.Path));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData]
    [InlineData("verify", "--tenant")]
    [InlineData("verify", "--output", "file")]
    [InlineData("verify", "--tenant", "x'; DROP TABLE tenants")]
    [InlineData("destroy")]
    public async Task Command_NotAsTheHelpSays_ShowsTheHelpAndEndsWith2(params string[] args)
    {
        var (code, _, errors) = await RunAsync(args);

        Assert.Equal(2, code);
        Assert.Contains("audit verify [--tenant ID]", errors, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Verify_CheckpointFileThatIsNone_SaysWhichLine()
    {
        var file = Path.Combine(_server.Folder.Path, "wrong.jsonl");
        await File.WriteAllTextAsync(file, "{}\n", TestContext.Current.CancellationToken);

        var (code, _, errors) = await RunAsync("verify", "--checkpoints", file);

        Assert.Equal(2, code);
        Assert.Contains("Line 1 of ", errors, StringComparison.Ordinal);
    }

    private Task ChangeAsync(string sql) =>
        ((Database)_server.Host.Services.GetService(typeof(Database))!).WriteAsync(StorageScope.Operator, c => c.ExecuteAsync(sql), TestContext.Current.CancellationToken);

    private async Task<(int Code, string Output, string Errors)> RunAsync(params string[] args)
    {
        var database = await TestDatabase.ForServerAsync(_server.Folder.Path);
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await AuditCommand.RunAsync(args, name => name switch { "DATA_DIR" => _server.Folder.Path, "FASTCHAT_DATABASE" => database, _ => null }, output, errors);
        return (code, output.ToString(), errors.ToString());
    }
}
