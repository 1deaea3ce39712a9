using Dapper;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Storage;
using Google.Protobuf;

namespace Fastchat.Runs;

/// <summary>Runs. A run ends once: whoever comes second changes nothing.</summary>
public sealed class RunStore(Database database, Node node, TimeProvider clock)
{
    private const string InProgress = "in_progress";

    /// <summary>Begins a run.</summary>
    public Task BeginAsync(TenantId tenant, string runId, string model, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        connection => connection.ExecuteAsync(
            "INSERT INTO runs (tenant_id, run_id, status, model, node, created_at) VALUES (@tenant, @runId, @status, @model, @node, @now)",
            new { tenant = tenant.Value, runId, status = InProgress, model, node = node.Id, now = Now }),
        cancellationToken);

    /// <summary>Ends a run with its answer; false when it had ended.</summary>
    public Task<bool> CompleteAsync(TenantId tenant, string runId, Completion completion, CancellationToken cancellationToken) =>
        EndAsync(tenant, runId, "completed", completion.ToByteArray(), code: null, message: null, cancellationToken);

    /// <summary>Ends a run that failed; false when it had ended.</summary>
    public Task<bool> FailAsync(TenantId tenant, string runId, ErrorReason reason, string message, CancellationToken cancellationToken) =>
        EndAsync(tenant, runId, reason == ErrorReason.Cancelled ? "cancelled" : "failed", completion: null, ErrorTable.Code(reason), message, cancellationToken);

    /// <summary>A run; null when the tenant has none of that id.</summary>
    public Task<RunRecord?> FindAsync(TenantId tenant, string runId, CancellationToken cancellationToken) => database.ReadAsync(
        tenant,
        async connection =>
        {
            var row = await connection.QuerySingleOrDefaultAsync<Row>(
                """
                SELECT run_id AS Id, status AS Status, model AS Model, created_at AS CreatedAt, ended_at AS EndedAt,
                       completion AS Completion, error_code AS ErrorCode, error_message AS ErrorMessage
                FROM runs WHERE tenant_id = @tenant AND run_id = @runId
                """,
                new { tenant = tenant.Value, runId });
            return row is null ? null : Map(row);
        },
        cancellationToken);

    /// <summary>Ends the runs of this node's processes before this one: none stays in progress for ever.</summary>
    public Task<int> InterruptAllAsync(CancellationToken cancellationToken) => database.WriteAsync(
        StorageScope.Operator,
        connection => connection.ExecuteAsync(
            "UPDATE runs SET status = 'failed', ended_at = @now, error_code = @code, error_message = @message WHERE status = @status AND node IN (@node, '')",
            new { now = Now, code = ErrorTable.Code(ErrorReason.Interrupted), message = "The server stopped while the run was under way.", status = InProgress, node = node.Id }),
        cancellationToken);

    private Task<bool> EndAsync(TenantId tenant, string runId, string status, byte[]? completion, string? code, string? message, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        async connection => await connection.ExecuteAsync(
            """
            UPDATE runs SET status = @status, ended_at = @now, completion = @completion, error_code = @code, error_message = @message
            WHERE tenant_id = @tenant AND run_id = @runId AND status = @running
            """,
            new { tenant = tenant.Value, runId, status, now = Now, completion, code, message, running = InProgress }) == 1,
        cancellationToken);

    private static RunRecord Map(Row row) => new(
        row.Id,
        row.Status switch
        {
            "completed" => RunStatus.Completed,
            "failed" => RunStatus.Failed,
            "cancelled" => RunStatus.Cancelled,
            _ => RunStatus.InProgress,
        },
        row.Model,
        DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt),
        row.EndedAt is { } ended ? DateTimeOffset.FromUnixTimeMilliseconds(ended) : null,
        row.Completion is { } bytes ? Completion.Parser.ParseFrom(bytes) : null,
        row.ErrorCode,
        row.ErrorMessage);

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record Row(string Id, string Status, string Model, long CreatedAt, long? EndedAt, byte[]? Completion, string? ErrorCode, string? ErrorMessage);
}
