using Dapper;
using Fastchat.Contracts.Chat.V1;
using Google.Protobuf;

namespace Fastchat.Benchmarks.Stores;

/// <summary>The statements of the store of runs, without encryption: what it is measured against.</summary>
internal sealed class PlainRuns(StoreFixture fixture)
{
    public Task BeginAsync(string runId) => fixture.Database.WriteAsync(fixture.Tenant, connection => connection.ExecuteAsync(
        "INSERT INTO runs (tenant_id, run_id, status, model, node, created_at) VALUES (@tenant, @runId, 'in_progress', 'scripted', 'bench', 1)",
        new { tenant = fixture.Tenant.Value, runId }));

    public Task CompleteAsync(string runId, Completion answer)
    {
        var completion = answer.ToByteArray();
        return fixture.Database.WriteAsync(fixture.Tenant, connection => connection.ExecuteAsync(
            "UPDATE runs SET status = 'completed', ended_at = 2, completion = @completion WHERE tenant_id = @tenant AND run_id = @runId AND status = 'in_progress'",
            new { tenant = fixture.Tenant.Value, runId, completion }));
    }

    public async Task<Completion> FindAsync(string runId)
    {
        var row = await fixture.Database.ReadAsync(fixture.Tenant, connection => connection.QuerySingleAsync<Row>(
            """
            SELECT run_id AS Id, status AS Status, model AS Model, created_at AS CreatedAt, ended_at AS EndedAt,
                   completion AS Completion, error_code AS ErrorCode, error_message AS ErrorMessage, key_version AS KeyVersion
            FROM runs WHERE tenant_id = @tenant AND run_id = @runId
            """,
            new { tenant = fixture.Tenant.Value, runId }));
        return Completion.Parser.ParseFrom(row.Completion);
    }

    private sealed record Row(string Id, string Status, string Model, long CreatedAt, long? EndedAt, byte[]? Completion, string? ErrorCode, string? ErrorMessage, long KeyVersion);
}
