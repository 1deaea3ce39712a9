using System.Data.Common;
using Dapper;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.Type.V1;
using Fastchat.Foundation;
using Fastchat.Storage;

namespace Fastchat.Runs;

/// <summary>
/// Which run holds a thread: of those that are under way there the one that has the lowest place. A run that ends, however and on
/// whichever node, is under way no more, and so gives the thread to the next.
/// </summary>
public sealed class RunThreadStore(Database database, TimeProvider clock)
{
    /// <summary>How many runs may wait for a thread.</summary>
    public const int MostWaiting = 64;

    private const string Freed = "run_threads";
    private const string UnderWay = "tenant_id = @tenant AND thread_id = @threadId AND status = 'in_progress'";

    private readonly string _first = $"SELECT run_id FROM runs WHERE {UnderWay} ORDER BY thread_place {database.Sql.Limit("1")}";

    // In the order of their places: two that stop the same runs at once do not wait for each other in circles.
    private readonly string _lockEarlier =
        $"""
        SELECT run_id FROM runs{database.Sql.LockedTable} WHERE {UnderWay}
        AND thread_place < (SELECT thread_place FROM runs WHERE tenant_id = @tenant AND run_id = @runId) ORDER BY thread_place{database.Sql.ForUpdate}
        """;

    /// <summary>The run that holds a thread; null when none does.</summary>
    public Task<string?> FirstAsync(TenantId tenant, string threadId, CancellationToken cancellationToken) => database.ReadAsync(
        tenant, connection => connection.ExecuteScalarAsync<string?>(_first, new { tenant = tenant.Value, threadId }), cancellationToken);

    /// <summary>Notes that all runs before one in its thread are to stop, and says which.</summary>
    /// <param name="tenant">Whose they are.</param>
    /// <param name="threadId">The thread.</param>
    /// <param name="runId">The run.</param>
    /// <param name="undo">Whether they leave nothing in the thread.</param>
    /// <param name="cancellationToken">Gives up before anything is done.</param>
    public Task<IReadOnlyList<string>> StopEarlierAsync(TenantId tenant, string threadId, string runId, bool undo, CancellationToken cancellationToken) => database.WriteAsync<IReadOnlyList<string>>(
        tenant,
        async connection =>
        {
            var earlier = (await connection.QueryAsync<string>(_lockEarlier, new { tenant = tenant.Value, threadId, runId })).AsList();
            foreach (var run in earlier)
            {
                await connection.ExecuteAsync(
                    "UPDATE runs SET cancel_requested_at = @now, is_undone = CASE WHEN @undone = 1 THEN 1 ELSE is_undone END WHERE tenant_id = @tenant AND run_id = @run",
                    new { tenant = tenant.Value, run, now = clock.GetUtcNow().ToUnixTimeMilliseconds(), undone = undo ? 1 : 0 });
            }

            return earlier;
        },
        cancellationToken);

    /// <summary>Lets a run that waits for its turn listen for the ends of others in its thread.</summary>
    public RunTurnListener Listen(string threadId) => new(database.Changes, Freed, threadId, clock);

    /// <summary>The news that a run has ended that others of its thread wait for.</summary>
    internal static Change Free(string threadId) => new(Freed, threadId);

    /// <summary>Gives a run its place, behind all that are under way in its thread; within the transaction that begins it.</summary>
    /// <exception cref="FastchatException">THREAD_BUSY or THREAD_QUEUE_FULL.</exception>
    internal static async Task EnterAsync(DbConnection connection, TenantId tenant, string runId, RunThread thread)
    {
        var run = new { tenant = tenant.Value, runId, threadId = thread.Id };
        var before = (await connection.QueryAsync<(string RunId, string Model, long CreatedAt, long Place)>(
            $"SELECT run_id, model, created_at, thread_place FROM runs WHERE {UnderWay} ORDER BY thread_place", run)).AsList();
        if (before is [var first, ..])
        {
            if (thread.OnBusy == OnBusy.Reject) throw Busy(thread.Id, first.RunId, first.Model, first.CreatedAt);
            if (before.Count > MostWaiting && thread.OnBusy == OnBusy.Enqueue) throw Full(thread.Id);
        }

        var place = before is [.., var last] ? last.Place + 1 : 1;
        await connection.ExecuteAsync(
            "UPDATE runs SET thread_id = @threadId, thread_place = @place WHERE tenant_id = @tenant AND run_id = @runId", new { run.tenant, run.runId, run.threadId, place });
    }

    /// <summary>Whether an ended run leaves nothing in its thread; within the transaction that ends it.</summary>
    internal static async Task<bool> IsUndoneAsync(DbConnection connection, TenantId tenant, string runId) =>
        await connection.ExecuteScalarAsync<long>("SELECT is_undone FROM runs WHERE tenant_id = @tenant AND run_id = @runId", new { tenant = tenant.Value, runId }) == 1;

    /// <summary>Whether runs are under way in a thread.</summary>
    internal static async Task<bool> IsBusyAsync(DbConnection connection, TenantId tenant, string threadId) =>
        await connection.ExecuteScalarAsync<long>($"SELECT COUNT(*) FROM runs WHERE {UnderWay}", new { tenant = tenant.Value, threadId }) > 0;

    private static FastchatException Busy(string threadId, string runId, string model, long createdAt) =>
        new(ErrorReason.ThreadBusy, $"The thread '{threadId}' is busy with the run '{runId}'; wait until it has ended, or say by on_busy what to do.", "on_busy")
        {
            Detail = new RunRecord(runId, RunStatus.InProgress, model, DateTimeOffset.FromUnixTimeMilliseconds(createdAt), null, null, null, null) { ThreadId = threadId }.ToMessage(),
        };

    private static FastchatException Full(string threadId) =>
        new(ErrorReason.ThreadQueueFull, $"{MostWaiting} requests wait for the thread '{threadId}', and no more may.", "thread_id");
}
