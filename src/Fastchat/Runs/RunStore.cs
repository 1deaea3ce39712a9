using System.Data.Common;
using Dapper;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Encryption;
using Fastchat.Storage;
using Google.Protobuf;

namespace Fastchat.Runs;

/// <summary>Runs. A run ends once: whoever comes second changes nothing. Answers, and what went wrong, are sealed.</summary>
public sealed class RunStore(Database database, TenantKeys keys, Node node, TimeProvider clock, IRunObserver? observer = null)
{
    internal const string InProgress = "in_progress";
    private const string Stopped = "The server stopped while the run was under way.";
    private const string Stored = "stored";
    private const string Table = "runs";
    private const int RowsAtOnce = 200;
    private const string Cancels = "run_cancels";
    private static readonly SealedPlace Answer = new(Table, "completion");
    private static readonly SealedPlace Failure = new(Table, "error_message");

    private readonly string _claim = database.Sql.InsertNew("run_requests", "tenant_id, request_id",
        ("tenant_id", "@tenant"), ("request_id", "@request"), ("run_id", "@runId"), ("request_hash", "@hash"));

    private readonly string _lockClaim = $"SELECT run_id FROM run_requests{database.Sql.LockedTable} WHERE tenant_id = @tenant AND request_id = @request{database.Sql.ForUpdate}";

    /// <summary>What of it is sealed.</summary>
    public static SealedRowStore Sealed(Database database, TenantKeys keys) => new(database, keys, Table, "run_id", Answer.Column, Failure.Column);

    /// <summary>Tells which run is to stop, whichever node has it; null when any may be.</summary>
    public IDisposable WatchCancels(Action<(TenantId Tenant, string RunId)?> requested) => database.Changes.Subscribe(Cancels, key => requested(RunName.Parse(key)));

    /// <summary>Begins a run; unless its request was made before, and the run of that is under way or was answered.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="runId">Its id.</param>
    /// <param name="model">The model that is asked.</param>
    /// <param name="cancellationToken">Gives up before anything is done.</param>
    /// <param name="user">The user within the tenant; null for nobody.</param>
    /// <param name="request">The request, as its caller names it; null when he does not.</param>
    /// <param name="storesEvents">Whether its events are stored, and not in memory alone.</param>
    /// <param name="thread">The thread that it is to hold; null for none.</param>
    /// <returns>The run that there is already; null when this one has begun.</returns>
    /// <exception cref="FastchatException">REQUEST_ID_REUSED: another request has that name. THREAD_BUSY, THREAD_QUEUE_FULL, and what the thread's lock says.</exception>
    public Task<string?> BeginAsync(
        TenantId tenant, string runId, string model, CancellationToken cancellationToken, string? user = null, RunRequest? request = null, bool storesEvents = true, RunThread? thread = null) => keys.UseAsync(
        tenant,
        cipher => database.WriteAsync(
            tenant,
            async connection =>
            {
                var run = new { tenant = tenant.Value, runId, status = InProgress, model, node = node.Id, now = Now, version = cipher.Version, user = user ?? "", events = storesEvents ? Stored : "memory" };
                await connection.ExecuteAsync(
                    "INSERT INTO runs (tenant_id, run_id, status, model, node, created_at, key_version, user_id, events) VALUES (@tenant, @runId, @status, @model, @node, @now, @version, @user, @events)", run);
                if (request is not null && await ClaimAsync(connection, tenant, runId, request) is { } earlier)
                {
                    await connection.ExecuteAsync("DELETE FROM runs WHERE tenant_id = @tenant AND run_id = @runId", run);
                    return earlier;
                }

                if (thread is null) return null;
                await thread.LockAsync(connection, cipher);
                await RunThreadStore.EnterAsync(connection, tenant, runId, thread);
                return null;
            },
            cancellationToken),
        cancellationToken);

    /// <summary>The run of a request that is under way or was answered; null when there is none, or it failed.</summary>
    /// <exception cref="FastchatException">REQUEST_ID_REUSED: another request has that name.</exception>
    public Task<string?> FindRequestAsync(TenantId tenant, RunRequest request, CancellationToken cancellationToken) =>
        database.ReadAsync(tenant, async connection => Joined(request, await FindClaimAsync(connection, tenant, request)), cancellationToken);

    /// <summary>Ends a run with its answer; false when it had ended.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="completion">The answer.</param>
    /// <param name="tail">Its last events, stored in the same breath.</param>
    /// <param name="cancellationToken">Gives up before anything is done.</param>
    /// <param name="thread">The thread that it holds; null for none.</param>
    public Task<bool> CompleteAsync(TenantId tenant, Completion completion, RunSegment tail, CancellationToken cancellationToken, RunLeaving? thread = null) =>
        EndAsync(tenant, tail, "completed", completion.ToByteArray(), code: null, message: null, thread, cancellationToken);

    /// <summary>Ends a run that failed; false when it had ended.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="reason">Why it failed.</param>
    /// <param name="message">The same for people.</param>
    /// <param name="tail">Its last events, stored in the same breath.</param>
    /// <param name="cancellationToken">Gives up before anything is done.</param>
    /// <param name="thread">The thread that it holds; null for none.</param>
    public Task<bool> FailAsync(TenantId tenant, ErrorReason reason, string message, RunSegment tail, CancellationToken cancellationToken, RunLeaving? thread = null) =>
        EndAsync(tenant, tail, reason == ErrorReason.Cancelled ? "cancelled" : "failed", completion: null, ErrorTable.Code(reason), message, thread, cancellationToken);

    /// <summary>A run; null when the tenant has none of that id.</summary>
    public async Task<RunRecord?> FindAsync(TenantId tenant, string runId, CancellationToken cancellationToken) => (await FindAsync(tenant, [runId], cancellationToken)).GetValueOrDefault(runId);

    /// <summary>Those of some runs that the tenant has, by their ids.</summary>
    public Task<IReadOnlyDictionary<string, RunRecord>> FindAsync(TenantId tenant, IReadOnlyCollection<string> runIds, CancellationToken cancellationToken) => keys.UseAsync<IReadOnlyDictionary<string, RunRecord>>(
        tenant,
        async cipher =>
        {
            var found = new Dictionary<string, RunRecord>();
            foreach (var some in runIds.Chunk(RowsAtOnce))
            {
                var rows = await database.ReadAsync(
                    tenant,
                    connection => connection.QueryAsync<Row>(
                        $"""
                        SELECT run_id AS Id, status AS Status, model AS Model, created_at AS CreatedAt, ended_at AS EndedAt,
                               completion AS Completion, last_sequence AS LastSequence, events AS Events, error_code AS ErrorCode, error_message AS ErrorMessage, key_version AS KeyVersion,
                               thread_id AS ThreadId
                        FROM runs WHERE tenant_id = @tenant AND {database.Sql.In("run_id", "@some")}
                        """,
                        new { tenant = tenant.Value, some }),
                    cancellationToken);
                foreach (var row in rows) found[row.Id] = Map(cipher, row);
            }

            return found;
        },
        cancellationToken);

    /// <summary>Deletes a run with its events, however far it is; false when there is none.</summary>
    public Task<bool> DeleteAsync(TenantId tenant, string runId, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        async connection => await connection.ExecuteAsync("DELETE FROM runs WHERE tenant_id = @tenant AND run_id = @runId", new { tenant = tenant.Value, runId }) == 1,
        cancellationToken);

    /// <summary>Notes that a run is to stop, and tells the node that has it; nothing when it has ended.</summary>
    public Task RequestCancelAsync(TenantId tenant, string runId, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        connection => connection.ExecuteAsync(
            "UPDATE runs SET cancel_requested_at = @now WHERE tenant_id = @tenant AND run_id = @runId AND status = @status",
            new { tenant = tenant.Value, runId, now = Now, status = InProgress }),
        cancellationToken,
        new Change(Cancels, RunName.Format(tenant, runId)));

    /// <summary>Ends the runs of this node's processes before this one: none stays in progress for ever.</summary>
    public Task<int> InterruptAllAsync(CancellationToken cancellationToken) => InterruptAsync("node IN (@node, '')", [], cancellationToken);

    /// <summary>Ends the runs of nodes whose lease has run out.</summary>
    public Task<int> InterruptLostAsync(CancellationToken cancellationToken) =>
        InterruptAsync("node IN (SELECT node FROM run_nodes WHERE expires_at < @now)", [], cancellationToken);

    /// <summary>Ends some runs, of any tenants.</summary>
    public Task<int> InterruptAsync(IReadOnlyCollection<string> runIds, CancellationToken cancellationToken) =>
        InterruptAsync(database.Sql.In("run_id", "@runIds"), runIds, cancellationToken);

    /// <summary>All runs that this node is stored to be working on.</summary>
    public Task<IReadOnlyList<RunUnderWay>> UnderWayAsync(CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<RunUnderWay>>(
        StorageScope.Operator,
        async connection =>
        {
            var rows = await connection.QueryAsync<(string Tenant, string RunId, long? CancelRequestedAt)>(
                $"SELECT tenant_id, run_id, cancel_requested_at FROM runs WHERE status = '{InProgress}' AND node = @node", new { node = node.Id });
            return [.. rows.Select(r => new RunUnderWay(new TenantId(r.Tenant), r.RunId, r.CancelRequestedAt is not null))];
        },
        cancellationToken);

    private Task<int> InterruptAsync(string which, IReadOnlyCollection<string> runIds, CancellationToken cancellationToken) => database.WriteAsync(
        StorageScope.Operator,
        async connection =>
        {
            var interrupted = new { now = Now, code = ErrorTable.Code(ErrorReason.Interrupted), message = Stopped, node = node.Id, runIds };
            var ending = $"status = '{InProgress}' AND {which}";

            // Locked: of two nodes that end the same run only one tells of it.
            var told = observer is null
                ? []
                : await connection.QueryAsync<(string Tenant, string Run)>($"SELECT tenant_id, run_id FROM runs{database.Sql.LockedTable} WHERE {ending}{database.Sql.ForUpdate}", interrupted);
            var count = await connection.ExecuteAsync($"UPDATE runs SET status = 'failed', ended_at = @now, error_code = @code, error_message = @message WHERE {ending}", interrupted);
            foreach (var (tenant, run) in told) await observer!.EndedAsync(connection, new TenantId(tenant), run, "failed");
            return count;
        },
        cancellationToken);

    private Task<bool> EndAsync(TenantId tenant, RunSegment tail, string status, byte[]? completion, string? code, string? message, RunLeaving? thread, CancellationToken cancellationToken) => keys.UseAsync(
        tenant,
        async cipher =>
        {
            var runId = tail.RunId;
            var ended = new
            {
                tenant = tenant.Value,
                runId,
                status,
                now = Now,
                completion = cipher.Seal(Answer, runId, completion),
                code,
                message = cipher.Seal(Failure, runId, message),
                last = (long)tail.Last,
                version = cipher.Version,
                running = InProgress,
            };
            var isAwaited = false;
            var isEnded = await database.WriteAsync(
                tenant,
                async connection =>
                {
                    isAwaited = false;
                    var isFirst = await connection.ExecuteAsync(
                        """
                        UPDATE runs SET status = @status, ended_at = @now, completion = @completion, error_code = @code, error_message = @message, last_sequence = @last, key_version = @version
                        WHERE tenant_id = @tenant AND run_id = @runId AND status = @running
                        """,
                        ended) == 1;
                    if (!isFirst) return false;
                    if (tail.Bytes.Length > 0) await RunEventStore.AddAsync(connection, cipher, tenant, tail, status, clock.GetUtcNow());
                    if (thread is not { Forgets: true } && observer is not null) await observer.EndedAsync(connection, tenant, runId, status);
                    if (thread is null) return true;
                    if (!await RunThreadStore.IsUndoneAsync(connection, tenant, runId)) await thread.KeepAsync(connection, cipher);
                    if (thread.Forgets) await connection.ExecuteAsync("DELETE FROM runs WHERE tenant_id = @tenant AND run_id = @runId", ended);
                    isAwaited = await RunThreadStore.IsBusyAsync(connection, tenant, thread.ThreadId);
                    return true;
                },
                cancellationToken,
                tail.IsAwaited ? RunNews.Of([runId]) : null);
            if (isAwaited) await TellNextAsync(thread!.ThreadId);
            return isEnded;
        },
        cancellationToken);

    // Whoever waits looks by himself when he hears nothing.
    private async Task TellNextAsync(string threadId)
    {
        try
        {
            await database.AnnounceAsync(RunThreadStore.Free(threadId));
        }
        catch (DatabaseUnavailableException)
        {
            // The end is stored; it must not seem otherwise.
        }
    }

    // Where a run failed, the next one takes its request over: repeating what failed is what the name is for.
    private async Task<string?> ClaimAsync(DbConnection connection, TenantId tenant, string runId, RunRequest request)
    {
        var row = new { tenant = tenant.Value, request = request.Id, runId, hash = request.Hash };
        if (await connection.ExecuteAsync(_claim, row) == 1) return null;

        // Two statements: PostgreSQL lets a row that is locked and joined go when another has changed what it is joined by.
        await connection.ExecuteScalarAsync<string>(_lockClaim, row);
        if (Joined(request, await FindClaimAsync(connection, tenant, request)) is { } earlier) return earlier;
        await connection.ExecuteAsync("UPDATE run_requests SET run_id = @runId WHERE tenant_id = @tenant AND request_id = @request", row);
        return null;
    }

    private static Task<Claim?> FindClaimAsync(DbConnection connection, TenantId tenant, RunRequest request) => connection.QuerySingleOrDefaultAsync<Claim>(
        """
        SELECT c.run_id AS RunId, c.request_hash AS Hash, r.status AS Status FROM run_requests c
        JOIN runs r ON r.tenant_id = c.tenant_id AND r.run_id = c.run_id WHERE c.tenant_id = @tenant AND c.request_id = @request
        """,
        new { tenant = tenant.Value, request = request.Id });

    private static string? Joined(RunRequest request, Claim? claim) => claim switch
    {
        null => null,
        _ when claim.Hash != request.Hash => throw new FastchatException(ErrorReason.RequestIdReused, $"'{request.Id}' was used for another request; a new request needs a new name.", "request_id"),
        { Status: InProgress or "completed" } => claim.RunId,
        _ => null,
    };

    private static RunRecord Map(TenantCipher cipher, Row row) => new(
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
        cipher.Open(Answer, row.Id, row.Completion, row.KeyVersion) is { } bytes ? Completion.Parser.ParseFrom(bytes) : null,
        row.ErrorCode,
        row.ErrorMessage == Stopped ? Stopped : cipher.Open(Failure, row.Id, row.ErrorMessage, row.KeyVersion)) // our own words are written for all tenants at once
    {
        LastSequence = (ulong?)row.LastSequence,
        HasEvents = row.Events == Stored,
        ThreadId = row.ThreadId,
    };

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record Claim(string RunId, string Hash, string? Status);

    private sealed record Row(string Id, string Status, string Model, long CreatedAt, long? EndedAt, byte[]? Completion, long? LastSequence, string Events, string? ErrorCode, string? ErrorMessage, long KeyVersion, string? ThreadId);
}
