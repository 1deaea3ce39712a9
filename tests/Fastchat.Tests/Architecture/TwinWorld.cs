using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dapper;
using Fastchat.Chat.Completions;
using Fastchat.Chat.Context;
using Fastchat.Chat.Responses;
using Fastchat.Chat.Conversations;
using Fastchat.Chat.Sessions;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Contracts.Retrieval.V1;
using Fastchat.Contracts.Type.V1;
using Fastchat.Files;
using Fastchat.Files.Uploads;
using Fastchat.Foundation;
using Fastchat.Governance.Audit;
using Fastchat.Governance.Encryption;
using Fastchat.Governance.Idempotency;
using Fastchat.Governance.Identity;
using Fastchat.Governance.Limits;
using Fastchat.Governance.Policies;
using Fastchat.Governance.Usage;
using Fastchat.Governance.Workspaces;
using Fastchat.Jobs;
using Fastchat.Retrieval.Collections;
using Fastchat.Runs;
using Fastchat.Storage;
using Fastchat.Testing;
using Fastchat.Webhooks;
using ChunkingPolicy = Fastchat.Retrieval.Chunking.ChunkingPolicy;

namespace Fastchat.Architecture;

/// <summary>A database in which a tenant has rows in every table, and another may have the same rows: same ids, same everything but the tenant.</summary>
internal sealed partial class TwinWorld : IAsyncDisposable
{
    // In the order in which they refer to each other.
    private static readonly string[] Tables =
    [
        "api_keys", "files", "uploads", "upload_parts", "collections", "documents", "jobs", "runs", "chat_completions", "chat_completion_metadata", "responses", "conversation_summaries", "conversations", "conversation_items", "sessions", "webhooks", "webhook_deliveries", "usage_windows", "limits", "limit_reservations", "usage_days",
        "policy_rules", "policy_defaults", "workspaces", "audit_records", "audit_heads", "audit_checkpoints", "audit_intents", "tenant_keys", "tenant_key_holders", "idempotent_requests",
    ];

    private TwinWorld(TestRooms rooms)
    {
        Rooms = rooms;
        Runs = new RunStore(rooms.Database, rooms.DataKeys, rooms.Node, rooms.Clock);
        RunEvents = new RunEventStore(rooms.Database, rooms.DataKeys, rooms.Clock);
        Completions = new CompletionStore(rooms.Database, rooms.DataKeys, rooms.Clock);
        Webhooks = new WebhookStore(rooms.Database, rooms.DataKeys, rooms.Clock);
        Deliveries = new WebhookDeliveryStore(rooms.Database, rooms.Clock);
        Conversations = new TestConversations(rooms);
        Threads = new RunThreadStore(rooms.Database, rooms.Clock);
        Sessions = new SessionStore(rooms.Database, rooms.DataKeys, rooms.Clock);
        Responses = new ResponseStore(rooms.Database, rooms.DataKeys);
        Summaries = new SummaryStore(rooms.Database, rooms.DataKeys, rooms.Clock);
        Limits = new LimitStore(rooms.Database, rooms.Node, rooms.Clock);
        SubjectLimits = new SubjectLimitStore(rooms.Database, rooms.Clock);
        Idempotency = new IdempotencyStore(rooms.Database, rooms.DataKeys, rooms.Clock);
        Policies = new PolicyStore(rooms.Database, rooms.Clock);
        Workspaces = new WorkspaceStore(rooms.Database, rooms.Clock);
        Usage = new UsageStore(rooms.Database, rooms.Clock);
        Audit = new AuditStore(rooms.Database);
        DataKeys = new TenantKeyStore(rooms.Database, rooms.Clock);
        Collections = new CollectionStore(rooms.Database, rooms.Clock);
    }

    public TestRooms Rooms { get; }

    public TenantId Tenant => Rooms.Tenant;

    public RunStore Runs { get; }

    public RunEventStore RunEvents { get; }

    public static RunRequest Request { get; } = new("order-1", "hash");

    public CompletionStore Completions { get; }

    public static ChatCompletionParams Asked { get; } = new() { Messages = { new ChatMessage { Role = ChatRole.User, Text = "Hello" } }, Metadata = { ["topic"] = "zebras" } };

    public TestConversations Conversations { get; }

    public RunThreadStore Threads { get; }

    public SessionStore Sessions { get; }

    public string Conversation { get; private set; } = "";

    public string Fork { get; private set; } = "";

    public ResponseStore Responses { get; }

    public SummaryStore Summaries { get; }

    // With keys of its own, which remember nothing of the seeds.
    public SealedRowStore SealedCompletions => CompletionStore.Sealed(Rooms.Database, new TenantKeys(DataKeys, Rooms.Wrapper, Rooms.Clock, new CapturedLog<TenantKeys>()));

    public WebhookStore Webhooks { get; }

    public WebhookDeliveryStore Deliveries { get; }

    public string Webhook { get; private set; } = "";

    public WebhookDeliveryRecord Delivery { get; private set; } = null!;

    public LimitStore Limits { get; }

    public SubjectLimitStore SubjectLimits { get; }

    public IdempotencyStore Idempotency { get; }

    public static IdempotentRequest Repeated { get; } = new("id", "hash");

    public PolicyStore Policies { get; }

    public WorkspaceStore Workspaces { get; }

    public UsageStore Usage { get; }

    public AuditStore Audit { get; }

    public TenantKeyStore DataKeys { get; }

    public CollectionStore Collections { get; }

    public CheckpointSigner Signer { get; } = CheckpointSigner.Create();

    public string Rule { get; private set; } = "";

    public string Workspace { get; private set; } = "";

    public string Archived { get; private set; } = "";

    public Job Job { get; private set; } = null!;

    public AuditChain Chain => AuditChain.Of(Tenant);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static ApiKeyRecord Key(TenantId tenant, string id) => new() { Tenant = tenant, Id = id, Name = id, CreatedAt = DateTimeOffset.UnixEpoch };

    public static UsageEntry Entry(TenantId tenant) =>
        new(new Caller(tenant, "key_1", Contracts.Admin.V1.Role.User, System.Collections.Frozen.FrozenSet<string>.Empty), "ann", "m", 1, 1, 2, IsEstimated: false);

    public static StoredResponse Response(string id, string? previous) =>
        new(id, previous, new ResponseParams { Model = "m" }, [new ResponseItem { Message = new MessageItem { Role = "user", Text = "Hello" } }], DateTimeOffset.UnixEpoch);

    public static UploadRecord Upload(string id) =>
        new(id, "a.txt", "user_data", 2, null, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch + TimeSpan.FromHours(1), User: "ann");

    public static StoredPart Part(string id) => new(id, 1, DateTimeOffset.UnixEpoch);

    public static RunThread Thread(OnBusy policy = OnBusy.Enqueue) => new("thread_1", policy, (_, _) => Task.CompletedTask);

    public static DocumentRecord Document(string file) => new()
    {
        CollectionId = "vs_1",
        FileId = file,
        Filename = "a.txt",
        Status = DocumentStatus.InProgress,
        Stage = "",
        Attributes = new Dictionary<string, string>(),
        Chunking = new ChunkingPolicy(),
        CreatedAt = DateTimeOffset.UnixEpoch,
    };

    public static async Task<TwinWorld> MakeAsync()
    {
        var world = new TwinWorld(await TestRooms.OpenAsync());
        await world.SeedAsync();
        return world;
    }

    /// <summary>Gives the other tenant the same rows. What concerns only one of two by chance, such as a lease's end, is made to differ.</summary>
    public async Task CopyAsync()
    {
        foreach (var table in Tables)
        {
            var rows = await Rooms.Database.ReadAsync(StorageScope.Operator, c => c.QueryAsync($"SELECT * FROM {table} WHERE tenant_id = @tenant", new { tenant = Tenant.Value }), Ct);
            foreach (IDictionary<string, object?> row in rows.ToList())
            {
                row["tenant_id"] = Rooms.OtherTenant.Value;
                if (row.TryGetValue("hash", out var hash) && table == "api_keys") row["hash"] = ((byte[])hash!).Select(b => (byte)~b).ToArray();
                var columns = row.Keys.ToList();
                await RunAsync($"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select(c => "@" + c))})", new DynamicParameters(row));
            }
        }

        var other = new { other = Rooms.OtherTenant.Value };
        await RunAsync("UPDATE limit_reservations SET node = 'elsewhere', expires_at = 9000000000000 WHERE tenant_id = @other", other);
        await RunAsync("UPDATE audit_records SET sequence = sequence + 100 WHERE tenant_id = @other", other);
    }

    /// <summary>Takes all rows from the first tenant.</summary>
    public async Task EmptyAsync()
    {
        foreach (var table in Tables.Reverse()) await RunAsync($"DELETE FROM {table} WHERE tenant_id = @tenant", new { tenant = Tenant.Value });
    }

    /// <summary>Puts the first tenant's rows behind the other's, where a statement without a filter finds them last.</summary>
    public Task ComeLastAsync(string table) => RunAsync($"UPDATE {table} SET rowid = rowid + 1000 WHERE tenant_id = @tenant", new { tenant = Tenant.Value });

    /// <summary>Marks the other tenant as erased.</summary>
    public Task EraseOtherAsync() => RunAsync(
        """
        INSERT INTO erasures (tenant_id, erasure_id, kind, user_id, subject_hash, ordered_by, step, state, problem, begun_at, lease_until, run_after)
        VALUES (@other, 'erasure_1', 'tenant', '', '', '', 'done', @nothing, '', 0, 0, 0)
        """,
        new { other = Rooms.OtherTenant.Value, nothing = Array.Empty<byte>() });

    /// <summary>How many rows of a table are the tenant's.</summary>
    public Task<int> CountAsync(string table) =>
        Rooms.Database.ReadAsync(Tenant, c => c.ExecuteScalarAsync<int>($"SELECT COUNT(*) FROM {table} WHERE tenant_id = @tenant", new { tenant = Tenant.Value }), Ct);

    /// <summary>All rows of the other tenant.</summary>
    public async Task<string> OtherAsync()
    {
        var text = new StringBuilder();
        foreach (var table in Tables)
        {
            var rows = await Rooms.Database.ReadAsync(
                StorageScope.Operator, c => c.QueryAsync($"SELECT * FROM {table} WHERE tenant_id = @tenant", new { tenant = Rooms.OtherTenant.Value }), Ct);
            text.AppendLine(table).AppendJoin('\n', rows.Select(r => JsonSerializer.Serialize((IDictionary<string, object?>)r)).Order(StringComparer.Ordinal)).AppendLine();
        }

        return text.ToString();
    }

    /// <summary>What a piece of work comes to, without what differs from world to world.</summary>
    public async Task<string> ResultAsync(Func<TwinWorld, Task<object?>> work)
    {
        try
        {
            var text = JsonSerializer.Serialize(await work(this));
            return Made().Replace(text.Replace(Tenant.Value, "TENANT", StringComparison.Ordinal), "$1");
        }
        catch (FastchatException refused)
        {
            return refused.Reason.ToString();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Signer.Dispose();
        await Rooms.DisposeAsync();
    }

    private async Task SeedAsync()
    {
        await Rooms.Keys.AddAsync(Key(Tenant, "key_1"), ApiKey.Hash("one"), "made", Ct);
        await Rooms.Keys.AddAsync(Key(Tenant, "key_2"), ApiKey.Hash("two"), "configured", Ct);
        foreach (var id in new[] { "file-1", "file-2", "file-3" }) await Rooms.FileStore.AddAsync(Tenant, new StoredFile(id, "a.txt", "text/plain", FileKind.PlainText, 1, "00", "user_data", DateTimeOffset.UnixEpoch, null, "ann"), Ct);
        await Rooms.UploadStore.AddAsync(Tenant, Upload("upload_1"), Ct);
        foreach (var id in new[] { "part_1", "part_2" }) await Rooms.UploadStore.AddPartAsync(Tenant, "upload_1", Part(id), (_, _, _) => { }, Ct);
        await Collections.AddAsync(Tenant, new CollectionRecord { Id = "vs_1", Name = "papers", Metadata = new Dictionary<string, string>(), CreatedAt = DateTimeOffset.UnixEpoch, LastActiveAt = DateTimeOffset.UnixEpoch }, Ct);
        await Rooms.Documents.AddAsync(Tenant, Document("file-1"), "test", Ct);
        Job = (await Rooms.Jobs.LeaseAsync("me", TimeSpan.FromMinutes(1), Ct))!;
        await Rooms.Documents.AddAsync(Tenant, Document("file-2"), "test", Ct);
        await Rooms.Documents.FailAsync(Tenant, "vs_1", "file-2", "bad", "Bad.", Ct);
        await Runs.BeginAsync(Tenant, "run_1", "scripted", Ct, request: Request);
        await RunEvents.AddAsync(Tenant, RunTails.Of("run_1"));
        Webhook = (await Webhooks.AddAsync(Tenant, "https://receiver.example/", ["run.failed"], "whsec_c2VjcmV0", Ct))!.Id;
        await Rooms.Database.WriteAsync(Tenant, c => new WebhookOutboxStore(Rooms.Database, Rooms.Clock).AddAsync(c, Tenant, "run.failed", "run_1"), Ct);
        Delivery = Assert.Single(await Deliveries.TakeAsync(10, TimeSpan.FromMinutes(1), Ct));
        await Completions.AddAsync(Tenant, new ChatCompletion { Id = "chatcmpl-1", Model = "scripted" }, Asked, Ct);
        Conversation = await Conversations.MakeAsync("a", "b");
        foreach (var run in new[] { "run_first", "run_second" }) await Runs.BeginAsync(Tenant, run, "scripted", Ct, thread: Thread());
        await Sessions.OpenAsync(Tenant, "s", [], Ct);
        Fork = await Conversations.ForkAsync(Conversation);
        await Conversations.AppendAsync(Fork, "c");
        await Responses.AddAsync(Tenant, Response("resp_1", null), Ct);
        await Responses.AddAsync(Tenant, Response("resp_2", "resp_1"), Ct);
        await Summaries.AddAsync(Tenant, "summary_1", "Short.", "ann", Ct);
        foreach (var metric in new[] { "minute", "streams", "streams" }) await DrawAsync(metric);
        await SubjectLimits.SetAsync(Tenant, "user:ann", new LimitSettings { RequestsPerDay = 1 }, Ct);
        await Idempotency.ClaimAsync(Tenant, Repeated, Ct);
        Rule = (await Policies.AddAsync(Tenant, new PolicyRuleSpec { Name = "a rule" }, Ct))!.Id;
        await Policies.SetDefaultAsync(Tenant, PolicyEffect.Deny, Ct);
        Workspace = (await Workspaces.AddAsync(Tenant, "a workspace", Ct))!.Id;

        // Things of one millisecond are listed by chance.
        Rooms.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Archived = (await Workspaces.AddAsync(Tenant, "an old workspace", Ct))!.Id;
        await Workspaces.UpdateAsync(Tenant, Archived, null, true, Ct);
        await Usage.AddAsync(Entry(Tenant));
        await Audit.AppendAsync(Chain, [.. Enumerable.Range(1, 3).Select(i => AuditEntries.Of(Chain, i))], [], AuditEntries.Now, Signer, every: 2);
        await Audit.BeginAsync(Chain, [new AuditIntent("int_1", "anode", AuditEntries.Of(Chain, 9))]);
        await DataKeys.HoldAsync(Tenant, 1, "anode", Ct);
    }

    public CountedWindow Window(string metric) => CountedWindow.Of(
        LimitClaim.Exactly("", metric == "minute" ? LimitMetric.RequestsPerMinute : LimitMetric.ConcurrentStreams, 10, 1), Rooms.Clock.GetUtcNow());

    /// <summary>Draws one, and gives what was drawn before.</summary>
    public async Task<long> DrawAsync(string metric)
    {
        long before = 0;
        await Limits.DrawAsync(
            Tenant,
            [Window(metric)],
            counted =>
            {
                before = counted[0];
                return [1];
            });
        return before;
    }

    private Task RunAsync(string sql, object parameters) => Rooms.Database.WriteAsync(StorageScope.Operator, c => c.ExecuteAsync(sql, parameters), Ct);

    // Ids that are made anew in each world, hashes and signatures.
    [GeneratedRegex("(rule_|ws_|job_|key_|conv_|TENANT|Hash\":\"|Signature\":\"|KeyId\":\"|Wrapped\":\")[A-Za-z0-9+/=\\\\]{20,}")]
    private static partial Regex Made();
}
