using Dapper;
using Fastchat.Chat.Conversations;
using Fastchat.Contracts.Type.V1;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Audit;
using Fastchat.Governance.Idempotency;
using Fastchat.Governance.Identity;
using Fastchat.Governance.Limits;
using Fastchat.Governance.Policies;
using Fastchat.Governance.Privacy.Retention;
using Fastchat.Governance.Usage;
using Fastchat.Governance.Workspaces;
using Fastchat.Runs;
using Fastchat.Storage;
using Fastchat.Testing;

namespace Fastchat.Architecture;

/// <summary>
/// Every store, with another tenant that has the very same rows: a store does for its tenant what it does when nobody else is
/// there, and leaves the other's rows as they are. Ids carry their tenant, so no caller can bring this about; a statement that
/// forgets its filter shows nowhere else. On SQLite alone: PostgreSQL's row security is a wall of its own and would hide it.
/// </summary>
public sealed class TwinTenantsTests
{
    private static readonly Dictionary<string, Func<TwinWorld, Task<object?>>> Works = new()
    {
        ["keys: find"] = async w => await w.Rooms.Keys.FindAsync(w.Tenant, "key_1", Ct),
        ["keys: list"] = async w => (await w.Rooms.Keys.ListAsync(w.Tenant, new PageQuery(10), Ct)).Items,
        ["keys: rotate"] = async w => await w.Rooms.Keys.RotateAsync(
            TwinWorld.Key(w.Tenant, "key_1"), w.Rooms.Clock.GetUtcNow(), TwinWorld.Key(w.Tenant, "key_3"), ApiKey.Hash("three"), "made", Ct),
        ["keys: revoke"] = w => DoneAsync(w.Rooms.Keys.RevokeAsync(w.Tenant, "key_1", Ct)),
        ["keys: used"] = w => DoneAsync(w.Rooms.Keys.UsedAsync(w.Tenant, "key_1", w.Rooms.Clock.GetUtcNow(), Ct)),
        ["keys: replace"] = w => DoneAsync(w.Rooms.Keys.ReplaceAsync(w.Tenant, ApiKey.Hash("four"), "configured", "generated", Ct)),
        ["files: find"] = async w => await w.Rooms.FileStore.FindAsync(w.Tenant, "file-1", Ct),
        ["files: list"] = async w => (await w.Rooms.FileStore.ListAsync(w.Tenant, "", new PageQuery(10), Ct)).Items,
        ["files: delete"] = async w => await w.Rooms.FileStore.DeleteAsync(w.Tenant, "file-3", _ => Task.FromResult("read"), Ct),
        ["files: of a user"] = async w => await w.Rooms.FileStore.ListOfUserAsync(w.Tenant, "ann", Ct),
        ["files: expire"] = async w => await w.Rooms.FileStore.ExpireAsync(w.Tenant, w.Rooms.Clock.GetUtcNow(), w.Rooms.Clock.GetUtcNow(), Ct),
        ["uploads: find"] = async w => await w.Rooms.UploadStore.FindAsync(w.Tenant, "upload_1", Ct),
        ["uploads: add part"] = async w =>
        {
            var had = "";
            await w.Rooms.UploadStore.AddPartAsync(w.Tenant, "upload_1", TwinWorld.Part("part_3"), (upload, count, bytes) => had = $"{upload.Id} {count} {bytes}", Ct);
            return (had, await w.CountAsync("upload_parts")).ToString();
        },
        ["uploads: parts"] = async w => await w.Rooms.UploadStore.ListPartsAsync(w.Tenant, "upload_1", Ct),
        ["uploads: has part"] = async w => await w.Rooms.UploadStore.HasPartAsync(w.Tenant, "part_1", Ct),
        ["uploads: parts of a user"] = async w => await w.Rooms.UploadStore.ListPartsOfUserAsync(w.Tenant, "ann", Ct),
        ["uploads: delete part"] = async w =>
        {
            await w.Rooms.UploadStore.DeletePartAsync(w.Tenant, "part_1", Ct);
            return await w.CountAsync("upload_parts");
        },
        ["uploads: cancel"] = async w =>
        {
            await w.Rooms.UploadStore.CancelAsync(w.Tenant, "upload_1", DateTimeOffset.UnixEpoch, Ct);
            return await w.Rooms.UploadStore.FindAsync(w.Tenant, "upload_1", Ct);
        },
        ["uploads: complete"] = async w =>
        {
            await w.Rooms.Database.WriteAsync(w.Tenant, c => w.Rooms.UploadStore.CompleteAsync(c, w.Tenant, "upload_1", "file-1", DateTimeOffset.UnixEpoch), Ct);
            return await w.Rooms.UploadStore.FindAsync(w.Tenant, "upload_1", Ct);
        },
        ["collections: find"] = async w => await w.Collections.FindAsync(w.Tenant, "vs_1", Ct),
        ["collections: find by name"] = async w => await w.Collections.FindByNameAsync(w.Tenant, "papers", Ct),
        ["collections: list"] = async w => (await w.Collections.ListAsync(w.Tenant, new PageQuery(10), Ct)).Items,
        ["collections: update"] = async w => await w.Collections.UpdateAsync(w.Tenant, "vs_1", "new", null, Ct),
        ["collections: delete"] = async w => await w.Collections.DeleteAsync(w.Tenant, "vs_1", Ct),
        ["documents: add"] = async w => (await w.Rooms.Documents.AddAsync(w.Tenant, TwinWorld.Document("file-3"), "test", Ct)).Document,
        ["documents: add again"] = async w => (await w.Rooms.Documents.AddAsync(w.Tenant, TwinWorld.Document("file-2"), "test", Ct)).Queued,
        ["documents: find"] = async w => await w.Rooms.Documents.FindAsync(w.Tenant, "vs_1", "file-1", Ct),
        ["documents: find many"] = async w => await w.Rooms.Documents.FindManyAsync(w.Tenant, ["vs_1"], ["file-1", "file-2"], Ct),
        ["documents: collections"] = async w => await w.Rooms.Documents.ListCollectionsAsync(w.Tenant, "file-1", Ct),
        ["documents: list"] = async w => (await w.Rooms.Documents.ListAsync(w.Tenant, "vs_1", "", new PageQuery(10), Ct)).Items,
        ["documents: progress"] = w => DoneAsync(w.Rooms.Documents.ProgressAsync(w.Tenant, "vs_1", "file-1", "embedding", 0.5, Ct)),
        ["documents: complete"] = async w => await w.Rooms.Documents.CompleteAsync(w.Tenant, "vs_1", "file-1", 1, 1, Ct),
        ["documents: fail"] = w => DoneAsync(w.Rooms.Documents.FailAsync(w.Tenant, "vs_1", "file-1", "bad", "Bad.", Ct)),
        ["documents: delete"] = async w => await w.Rooms.Documents.DeleteAsync(w.Tenant, "vs_1", "file-1", Ct),
        ["jobs: add again"] = w => DoneAsync(w.Rooms.Database.WriteAsync(w.Tenant, c => w.Rooms.Jobs.AddAsync(c, w.Tenant, "test", w.Job.Subject), Ct)),
        ["jobs: renew"] = async w => await w.Rooms.Jobs.RenewAsync(w.Job, "me", TimeSpan.FromHours(1), Ct),
        ["jobs: remove"] = w => DoneAsync(w.Rooms.Jobs.RemoveAsync(w.Job, "me", Ct)),
        ["jobs: release"] = w => DoneAsync(w.Rooms.Jobs.ReleaseAsync(w.Job, "me", TimeSpan.Zero, countsAsTry: true, Ct)),
        ["runs: find"] = async w => (await w.Runs.FindAsync(w.Tenant, "run_1", Ct))?.Status,
        ["runs: complete"] = async w => await w.Runs.CompleteAsync(w.Tenant, new Completion(), RunTails.Of("run_1", first: 2), Ct),
        ["runs: fail"] = async w => await w.Runs.FailAsync(w.Tenant, ErrorReason.Cancelled, "Gone.", RunTails.Of("run_1", first: 2), Ct),
        ["runs: begin again"] = async w => await w.Runs.BeginAsync(w.Tenant, "run_2", "scripted", Ct, request: TwinWorld.Request),
        ["runs: find request"] = async w => await w.Runs.FindRequestAsync(w.Tenant, TwinWorld.Request, Ct),
        ["runs: take over"] = async w =>
        {
            await w.Runs.FailAsync(w.Tenant, ErrorReason.Cancelled, "Gone.", RunTails.Of("run_1", first: 2), Ct);
            await w.Runs.BeginAsync(w.Tenant, "run_2", "scripted", Ct, request: TwinWorld.Request);
            return await w.Runs.FindRequestAsync(w.Tenant, TwinWorld.Request, Ct);
        },
        ["runs: cancel"] = async w =>
        {
            await w.Runs.RequestCancelAsync(w.Tenant, "run_1", Ct);
            return (await w.Runs.UnderWayAsync(Ct)).Where(r => r.Tenant == w.Tenant).Select(r => r.IsToStop);
        },
        ["runs: under way"] = async w => (await w.Runs.UnderWayAsync(Ct)).Count(r => r.Tenant == w.Tenant),
        ["run events: add"] = w => DoneAsync(w.RunEvents.AddAsync(w.Tenant, RunTails.Of("run_1", first: 3))),
        ["run events: read"] = async w => (await w.RunEvents.ReadAsync(w.Tenant, "run_1", 0, Ct)).Select(e => e.Sequence),
        ["run events: expire"] = async w =>
        {
            await w.Runs.CompleteAsync(w.Tenant, new Completion(), RunTails.Of("run_1", first: 2), Ct);
            w.Rooms.Clock.Advance(TimeSpan.FromDays(50));
            return await w.RunEvents.ExpireAsync(w.Rooms.Clock.GetUtcNow(), 10, Ct);
        },
        ["run events: last"] = async w => await w.RunEvents.LastAsync(w.Tenant, "run_1", Ct),
        ["completions: find"] = async w => (await w.Completions.FindAsync(w.Tenant, "chatcmpl-1", Ct))?.Id,
        ["completions: find messages"] = async w => (await w.Completions.FindMessagesAsync(w.Tenant, "chatcmpl-1", Ct))?.Count,
        ["completions: list"] = async w => (await w.Completions.ListAsync(w.Tenant, null, [], new PageQuery(10), Ct)).Items.Select(c => c.Id),
        ["completions: list of a model and notes"] = async w => (await w.Completions.ListAsync(w.Tenant, "scripted", TwinWorld.Asked.Metadata, new PageQuery(10), Ct)).Items.Select(c => c.Id),
        ["completions: update"] = async w => (await w.Completions.UpdateAsync(w.Tenant, "chatcmpl-1", [KeyValuePair.Create("topic", "giraffes")], Ct))?.Metadata["topic"],
        ["completions: list of notes that were changed"] = async w =>
        {
            await w.Completions.UpdateAsync(w.Tenant, "chatcmpl-1", [KeyValuePair.Create("topic", "giraffes")], Ct);
            return (await w.Completions.ListAsync(w.Tenant, null, TwinWorld.Asked.Metadata, new PageQuery(10), Ct)).Items.Select(c => c.Id);
        },
        ["completions: delete"] = async w => await w.Completions.DeleteAsync(w.Tenant, "chatcmpl-1", Ct),
        ["responses: find"] = async w => (await w.Responses.FindAsync(w.Tenant, "resp_2", Ct))?.PreviousId,
        ["responses: line"] = async w => (await w.Responses.LineAsync(w.Tenant, "resp_2", Ct)).Select(r => r.Id),
        ["responses: add behind one"] = async w =>
        {
            await w.Responses.AddAsync(w.Tenant, TwinWorld.Response("resp_3", "resp_2"), Ct);
            return (await w.Responses.LineAsync(w.Tenant, "resp_3", Ct)).Select(r => r.Id);
        },
        ["responses: find by stem"] = async w => (await w.Responses.FindByStemAsync(w.Tenant, "resp_", Ct))?.Id,
        ["summaries: find"] = async w => (await w.Summaries.FindAsync(w.Tenant, ["summary_1", "summary_x"], Ct)).Values,
        ["summaries: add"] = w => DoneAsync(w.Summaries.AddAsync(w.Tenant, "summary_1", "Other.", "bob", Ct)),
        ["summaries: add when old"] = w =>
        {
            w.Rooms.Clock.Advance(TimeSpan.FromDays(31));
            return DoneAsync(w.Summaries.AddAsync(w.Tenant, "summary_2", "Other.", null, Ct));
        },
        ["responses: delete"] = async w => await w.Responses.DeleteAsync(w.Tenant, "resp_1", Ct),
        ["runs: find many"] = async w => (await w.Runs.FindAsync(w.Tenant, ["run_1", "run_x"], Ct)).Keys,
        ["runs: delete"] = async w => await w.Runs.DeleteAsync(w.Tenant, "run_1", Ct),
        ["idempotency: claim"] = async w => await w.Idempotency.ClaimAsync(w.Tenant, TwinWorld.Repeated, Ct),
        ["idempotency: claim of another hash"] = async w => await w.Idempotency.ClaimAsync(w.Tenant, TwinWorld.Repeated with { Hash = "other" }, Ct),
        ["idempotency: claim after the lease"] = async w =>
        {
            w.Rooms.Clock.Advance(IdempotencyStore.Lease * 2);
            return await w.Idempotency.ClaimAsync(w.Tenant, TwinWorld.Repeated, Ct);
        },
        ["idempotency: claim after a day"] = async w =>
        {
            w.Rooms.Clock.Advance(IdempotencyStore.Kept * 2);
            return await w.Idempotency.ClaimAsync(w.Tenant, new IdempotentRequest("new", "hash"), Ct);
        },
        ["idempotency: renew"] = async w =>
        {
            await w.Idempotency.RenewAsync(w.Tenant, TwinWorld.Repeated, Ct);
            return (await w.Idempotency.ClaimAsync(w.Tenant, TwinWorld.Repeated, Ct)).IsUnderWay;
        },
        ["idempotency: answer"] = async w =>
        {
            await w.Idempotency.AnswerAsync(w.Tenant, TwinWorld.Repeated, [1, 2]);
            return (await w.Idempotency.ClaimAsync(w.Tenant, TwinWorld.Repeated, Ct)).Answer;
        },
        ["idempotency: forget"] = async w =>
        {
            await w.Idempotency.ForgetAsync(w.Tenant, TwinWorld.Repeated);
            return (await w.Idempotency.ClaimAsync(w.Tenant, TwinWorld.Repeated, Ct)).IsMine;
        },
        ["webhooks: find"] = async w => (await w.Webhooks.FindAsync(w.Tenant, w.Webhook, Ct))?.Url,
        ["webhooks: find secret"] = async w => await w.Webhooks.FindSecretAsync(w.Tenant, w.Webhook, Ct),
        ["webhooks: list"] = async w => (await w.Webhooks.ListAsync(w.Tenant, new PageQuery(10), Ct)).Items.Select(h => h.Id),
        ["webhooks: update"] = async w => (await w.Webhooks.UpdateAsync(w.Tenant, w.Webhook, "https://other.example/", ["run.completed"], false, Ct))?.Url,
        ["webhooks: replace secret"] = async w => await w.Webhooks.ReplaceSecretAsync(w.Tenant, w.Webhook, "whsec_b3RoZXI=", Ct),
        ["webhooks: delete"] = async w => await w.Webhooks.DeleteAsync(w.Tenant, w.Webhook, Ct),
        ["webhook deliveries: list"] = async w => (await w.Deliveries.ListAsync(w.Tenant, w.Webhook, WebhookDeliveryState.Unspecified, new PageQuery(10), Ct)).Items.Select(d => d.Id),
        ["webhook deliveries: delivered"] = w => DoneAsync(w.Deliveries.DeliveredAsync(w.Delivery, Ct)),
        ["webhook deliveries: failed"] = w => DoneAsync(w.Deliveries.FailedAsync(w.Delivery, "No.", null, Ct)),
        ["webhook deliveries: replay"] = async w => (await w.Deliveries.ReplayAsync(w.Tenant, w.Delivery.Id, Ct))?.Attempts,
        ["threads: first"] = async w => await w.Threads.FirstAsync(w.Tenant, "thread_1", Ct),
        ["threads: stop earlier"] = async w => await w.Threads.StopEarlierAsync(w.Tenant, "thread_1", "run_second", undo: true, Ct),
        ["threads: begin in a busy one"] = async w => await w.Runs.BeginAsync(w.Tenant, "run_third", "scripted", Ct, thread: TwinWorld.Thread(OnBusy.Reject)),
        ["threads: queue"] = async w =>
        {
            await w.Runs.BeginAsync(w.Tenant, "run_third", "scripted", Ct, thread: TwinWorld.Thread());
            return await w.Threads.StopEarlierAsync(w.Tenant, "thread_1", "run_third", undo: false, Ct);
        },
        ["threads: undone end"] = async w =>
        {
            var left = false;
            await w.Threads.StopEarlierAsync(w.Tenant, "thread_1", "run_second", undo: true, Ct);
            await w.Runs.CompleteAsync(w.Tenant, new Completion(), RunTails.Of("run_first"), Ct, new RunLeaving("thread_1", (_, _) => Task.FromResult(left = true), Forgets: true));
            return $"{left} {await w.Threads.FirstAsync(w.Tenant, "thread_1", Ct)}";
        },
        ["sessions: find"] = async w => await w.Sessions.FindAsync(w.Tenant, "s", Ct) is not null,
        ["sessions: open"] = async w => (await w.Sessions.OpenAsync(w.Tenant, "s", [], Ct) == await w.Sessions.FindAsync(w.Tenant, "s", Ct), await w.CountAsync("sessions"), await w.CountAsync("conversations")).ToString(),
        ["sessions: open anew"] = async w =>
        {
            await w.Conversations.Store.DeleteAsync(w.Tenant, await w.Sessions.OpenAsync(w.Tenant, "s", [], Ct), Ct);
            return (await w.Sessions.OpenAsync(w.Tenant, "s", [], Ct), await w.CountAsync("sessions")).Item2;
        },
        ["conversations: find"] = async w => await w.Conversations.Store.FindAsync(w.Tenant, w.Conversation, Ct),
        ["conversations: list"] = async w => (await w.Conversations.Store.ListAsync(w.Tenant, new PageQuery(10), Ct)).Items.Count,
        ["conversations: update"] = async w => await w.Conversations.Store.UpdateAsync(w.Tenant, w.Conversation, new Dictionary<string, string> { ["topic"] = "new" }, Ct),
        ["conversations: fork"] = async w =>
            await w.Conversations.Store.ForkAsync(w.Tenant, w.Fork, null, null, Ct) is { } fork ? await w.Conversations.ReadAsync(fork.Id) : null,
        ["conversations: delete"] = async w => await w.Conversations.Store.DeleteAsync(w.Tenant, w.Conversation, Ct),
        ["conversations: delete with what forks shared"] = async w =>
        {
            await w.Conversations.Store.DeleteAsync(w.Tenant, w.Conversation, Ct);
            return (await w.Conversations.Store.DeleteAsync(w.Tenant, w.Fork, Ct), await w.CountAsync("conversation_items")).ToString();
        },
        ["conversations: expire"] = async w =>
        {
            var soon = w.Rooms.Clock.GetUtcNow().AddDays(1);
            await new RetainedRows(w.Rooms.Database, RetainedClass.Conversations, "conversation_items", ConversationItemStore.Expired).ExpireAsync(w.Tenant, soon, 100, Ct);
            var conversations = new RetainedRows(w.Rooms.Database, RetainedClass.Conversations, "conversations", ConversationStore.Expired);

            // A conversation that has forks goes once they are gone.
            return (await conversations.ExpireAsync(w.Tenant, soon, 100, Ct), await conversations.ExpireAsync(w.Tenant, soon, 100, Ct)).ToString();
        },
        ["items: read"] = async w => await w.Conversations.ReadAsync(w.Fork),
        ["items: list"] = async w => (await w.Conversations.Items.ListAsync(w.Tenant, w.Fork, new PageQuery(2, After: "msg_a", Ascending: true), spoken: true, Ct))?.Items.Select(TestConversations.Words),
        ["items: find"] = async w => (await w.Conversations.Items.FindAsync(w.Tenant, w.Fork, "msg_b", Ct))?.Sequence,
        ["items: append"] = async w => (await w.Conversations.Items.AppendAsync(w.Tenant, w.Fork, [TestConversations.Message("d")], Ct))?.Select(i => i.Sequence),
        ["items: append where the twin comes first"] = async w =>
        {
            await w.ComeLastAsync("conversations");
            return (await w.Conversations.Items.AppendAsync(w.Tenant, w.Fork, [TestConversations.Message("d")], Ct))?.Select(i => i.Sequence);
        },
        ["items: remove what only the twin's fork shares"] = async w =>
        {
            await w.Conversations.Store.DeleteAsync(w.Tenant, w.Fork, Ct);
            return (await w.Conversations.RemoveAsync(w.Conversation, "a"), await w.CountAsync("conversation_items"));
        },
        ["items: change"] = async w => (await w.Conversations.Items.ChangeAsync(w.Tenant, w.Conversation, "msg_a", old => new NewItem(old.Item), Ct))?.Sequence,
        ["items: remove"] = async w => $"{await w.Conversations.Items.RemoveAsync(w.Tenant, w.Conversation, "msg_a", Ct)} {await w.Conversations.ReadAsync(w.Conversation)} {await w.Conversations.ReadAsync(w.Fork)}",
        ["windows: draw"] = async w => await w.DrawAsync("minute"),
        ["windows: draw streams"] = async w => await w.DrawAsync("streams"),
        ["windows: give back"] = async w =>
        {
            await w.Limits.GiveBackAsync(w.Tenant, [(w.Window("minute"), 1)], Ct);
            return await w.DrawAsync("minute");
        },
        ["windows: give streams back"] = async w =>
        {
            await w.Limits.GiveBackAsync(w.Tenant, [(w.Window("streams"), 1)], Ct);
            return await w.DrawAsync("streams");
        },
        ["windows: release"] = async w => await w.Limits.ReleaseAsync(own: true, Ct),
        ["windows: forget"] = async w =>
        {
            w.Rooms.Clock.Advance(TimeSpan.FromDays(50));
            return await w.DrawAsync("minute");
        },
        ["limits: set"] = async w => (await w.SubjectLimits.SetAsync(w.Tenant, "user:ann", new LimitSettings { RequestsPerDay = 5 }, Ct))?.Subject,
        ["limits: delete"] = async w => await w.SubjectLimits.DeleteAsync(w.Tenant, "user:ann", Ct),
        ["limits: list"] = async w => (await w.SubjectLimits.ListAsync(w.Tenant, 10, null, Ct)).Items.Select(l => l.Subject),
        ["limits: all"] = async w => (await w.SubjectLimits.AllAsync(w.Tenant, Ct)).Select(l => l.Subject),
        ["rules: find"] = async w => (await w.Policies.FindAsync(w.Tenant, w.Rule, Ct))?.Id,
        ["rules: replace"] = async w => (await w.Policies.ReplaceAsync(w.Tenant, w.Rule, new PolicyRuleSpec { Name = "new" }, Ct))?.Spec.Name,
        ["rules: delete"] = async w => await w.Policies.DeleteAsync(w.Tenant, w.Rule, Ct),
        ["rules: list"] = async w => (await w.Policies.ListAsync(w.Tenant, new PageQuery(10), Ct)) is var (page, byDefault) ? $"{page.Items.Count} {byDefault}" : null,
        ["rules: all"] = async w => (await w.Policies.AllAsync(w.Tenant, Ct)) is var (rules, byDefault) ? $"{rules.Count} {byDefault}" : null,
        ["rules: set default"] = w => DoneAsync(w.Policies.SetDefaultAsync(w.Tenant, PolicyEffect.Allow, Ct)),
        ["workspaces: find"] = async w => await w.Workspaces.FindAsync(w.Tenant, w.Workspace, Ct),
        ["workspaces: list"] = async w => (await w.Workspaces.ListAsync(w.Tenant, new PageQuery(10), Ct)).Items,
        ["workspaces: rename"] = async w => await w.Workspaces.UpdateAsync(w.Tenant, w.Workspace, "new", null, Ct),
        ["workspaces: archive"] = async w => await w.Workspaces.UpdateAsync(w.Tenant, w.Workspace, null, true, Ct),
        ["workspaces: restore"] = async w => await w.Workspaces.UpdateAsync(w.Tenant, w.Archived, null, false, Ct),
        ["usage: add"] = w => DoneAsync(w.Usage.AddAsync(TwinWorld.Entry(w.Tenant))),
        ["usage: sum"] = async w => (await w.Usage.SumAsync(w.Tenant, UsageQuery.Parse("", "", [UsageGroup.Key], w.Rooms.Clock), 10, null, Ct)).Items,
        ["usage: forget a user"] = async w =>
        {
            await w.Usage.ForgetUserAsync(w.Tenant, "ann", Ct);
            return (await w.Usage.SumAsync(w.Tenant, UsageQuery.Parse("", "", [UsageGroup.User], w.Rooms.Clock), 10, null, Ct)).Items;
        },
        ["audit: append"] = w => DoneAsync(w.Audit.AppendAsync(w.Chain, [AuditEntries.Of(w.Chain, 4)], ["int_1"], AuditEntries.Now, w.Signer, every: 2)),
        ["audit: sign"] = async w => (await w.Audit.SignAsync(w.Chain, AuditEntries.Now, w.Signer, Ct))?.Sequence,
        ["audit: head"] = async w => (await w.Audit.HeadAsync(w.Chain, Ct))?.Sequence,
        ["audit: end"] = async w => (await w.Audit.EndAsync(w.Chain, Ct)) is var (head, beyond) ? $"{head?.Sequence} {beyond}" : null,
        ["audit: read"] = async w => (await w.Audit.ReadAsync(w.Chain, 0, 100, Ct)).Select(r => r.Sequence),
        ["audit: find"] = async w => (await w.Audit.FindAsync(new AuditQuery(w.Chain, 100), Ct)).Select(r => r.Sequence),
        ["audit: checkpoints"] = async w => (await w.Audit.CheckpointsAsync(w.Chain, 0, 1000, 100, Ct)).Select(c => c.Sequence),
        ["audit: newest checkpoints"] = async w => (await w.Audit.NewestCheckpointsAsync(w.Chain, 1000, 100, Ct)).Select(c => c.Sequence),
        ["sealed rows: seal anew"] = async w =>
        {
            await w.Rooms.DataKeys.RotateAsync(w.Tenant, Ct);
            return await w.SealedCompletions.ReencryptAsync(w.Tenant, 2, Ct);
        },
        ["sealed rows: look"] = async w => (await w.SealedCompletions.ReencryptAsync(w.Tenant, 2, Ct), (await w.DataKeys.ListAsync(w.Tenant, Ct)).Count).ToString(),
        ["data keys: list"] = async w => (await w.DataKeys.ListAsync(w.Tenant, Ct)).Select(k => k.Version),
        ["data keys: rewrap"] = async w => await RewrapAsync(w),
        ["data keys: destroy"] = w => DoneAsync(w.DataKeys.DestroyAsync(w.Tenant, Ct)),
        ["data keys: drop"] = async w =>
        {
            await w.DataKeys.ReleaseBeforeAsync(w.Tenant, 2, "anode", Ct);
            return await w.DataKeys.DropAsync(w.Tenant, 1, Ct);
        },
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>What stores do.</summary>
    public static TheoryData<string> Names => [.. Works.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Work_BesideATwin_ComesToTheSameAndLeavesTheTwinAlone(string name)
    {
        await using var alone = await TwinWorld.MakeAsync();
        await using var beside = await TwinWorld.MakeAsync();
        await beside.CopyAsync();
        var other = await beside.OtherAsync();

        Assert.Equal(await alone.ResultAsync(Works[name]), await beside.ResultAsync(Works[name]));
        Assert.Equal(other, await beside.OtherAsync());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Work_WhereOnlyTheTwinHasRows_ComesToNothingAndLeavesTheTwinAlone(string name)
    {
        await using var empty = await TwinWorld.MakeAsync();
        await empty.EmptyAsync();
        await using var beside = await TwinWorld.MakeAsync();
        await beside.CopyAsync();
        await beside.EmptyAsync();
        var other = await beside.OtherAsync();

        Assert.Equal(await empty.ResultAsync(Works[name]), await beside.ResultAsync(Works[name]));
        Assert.Equal(other, await beside.OtherAsync());
    }

    [Fact]
    public async Task Delete_ForkOfWhichTheTwinHasDeletedTheParent_LeavesTheParent()
    {
        await using var world = await TwinWorld.MakeAsync();
        await world.CopyAsync();
        await world.Conversations.Store.DeleteAsync(world.Rooms.OtherTenant, world.Conversation, Ct);

        Assert.True(await world.Conversations.Store.DeleteAsync(world.Tenant, world.Fork, Ct));

        Assert.Equal("a b", await world.Conversations.ReadAsync(world.Conversation));
    }

    [Fact]
    public async Task Delete_ConversationOfWhichTheTwinsForkHidesAnItem_LeavesItToTheOwnFork()
    {
        await using var world = await TwinWorld.MakeAsync();
        Assert.True(await world.Conversations.RemoveAsync(world.Fork, "a"));
        await world.CopyAsync();
        var hiding = new { tenant = world.Tenant.Value, fork = world.Fork };
        await world.Rooms.Database.WriteAsync(
            StorageScope.Operator, c => c.ExecuteAsync("DELETE FROM conversation_items WHERE tenant_id = @tenant AND conversation_id = @fork AND sequence = 1", hiding), Ct);

        Assert.True(await world.Conversations.Store.DeleteAsync(world.Tenant, world.Conversation, Ct));

        Assert.Equal("a b c", await world.Conversations.ReadAsync(world.Fork));
    }

    [Fact]
    public async Task Add_OtherTenantHasAllItMayHave_Fits()
    {
        await using var world = await TwinWorld.MakeAsync();
        var other = world.Rooms.OtherTenant.Value;
        await world.Rooms.Database.WriteAsync(StorageScope.Operator, async c =>
        {
            for (var i = 0; i < SubjectLimitStore.Most; i++)
                await c.ExecuteAsync("INSERT INTO limits (tenant_id, subject, settings, updated_at) VALUES (@other, @name, @empty, 0)", new { other, name = $"user:{i}", empty = Array.Empty<byte>() });
            for (var i = 0; i < PolicyStore.Most; i++)
                await c.ExecuteAsync("INSERT INTO policy_rules (tenant_id, rule_id, spec, created_at, updated_at) VALUES (@other, @name, @empty, 0, 0)", new { other, name = $"rule_{i}", empty = Array.Empty<byte>() });
            for (var i = 0; i < WorkspaceStore.Most; i++)
                await c.ExecuteAsync("INSERT INTO workspaces (tenant_id, workspace_id, name, created_at) VALUES (@other, @name, 'x', 0)", new { other, name = $"ws_{i}" });
        }, Ct);

        Assert.NotNull(await world.SubjectLimits.SetAsync(world.Tenant, "user:new", new LimitSettings { RequestsPerDay = 1 }, Ct));
        Assert.NotNull(await world.Policies.AddAsync(world.Tenant, new PolicyRuleSpec { Name = "new" }, Ct));
        Assert.NotNull(await world.Workspaces.AddAsync(world.Tenant, "new", Ct));
    }

    [Fact]
    public async Task Audit_OtherTenantIsErased_IsKeptAllTheSame()
    {
        await using var world = await TwinWorld.MakeAsync();
        await world.EmptyAsync();
        await world.EraseOtherAsync();

        await world.Audit.BeginAsync(world.Chain, [new AuditIntent("int_2", "anode", AuditEntries.Of(world.Chain, 10))]);
        await world.Audit.AppendAsync(world.Chain, [AuditEntries.Of(world.Chain, 1)], [], AuditEntries.Now, world.Signer, every: 2);

        Assert.Equal(1, await world.CountAsync("audit_intents"));
        Assert.Equal(1, (await world.Audit.HeadAsync(world.Chain, Ct))?.Sequence);
    }

    [Fact]
    public async Task Key_OfASuspendedTenant_IsNotServedAndAnothersIs()
    {
        await using var world = await TwinWorld.MakeAsync();
        await world.Rooms.Keys.AddAsync(TwinWorld.Key(world.Rooms.OtherTenant, "key_1"), ApiKey.Hash("theirs"), "made", Ct);
        await world.Rooms.TenantStore.UpdateAsync(world.Rooms.OtherTenant, "Theirs", TenantStatus.Suspended, Ct);

        Assert.True((await world.Rooms.Keys.FindAsync(ApiKey.Hash("one"), Ct))!.Value.Served);
        Assert.False((await world.Rooms.Keys.FindAsync(ApiKey.Hash("theirs"), Ct))!.Value.Served);
    }

    [Fact]
    public async Task Tenant_FoundChangedAndConfigured_IsThatOne()
    {
        await using var rooms = await TestRooms.OpenAsync();
        foreach (var tenant in new[] { rooms.Tenant, rooms.OtherTenant })
        {
            await rooms.TenantStore.UpdateAsync(tenant, $"called {tenant}", null, Ct);
            await rooms.TenantStore.MergeConfigAsync(tenant, new TenantConfig { Prompts = new PromptSettings { Greeting = $"hello {tenant}" } }, Ct);
        }

        foreach (var tenant in new[] { rooms.Tenant, rooms.OtherTenant })
        {
            var found = (await rooms.TenantStore.FindAsync(tenant, Ct))!;
            Assert.Equal((tenant, $"called {tenant}", $"hello {tenant}"), (found.Id, found.DisplayName, found.Config.Prompts.Greeting));
        }
    }

    private static async Task<object?> DoneAsync(Task work)
    {
        await work;
        return "done";
    }

    private static async Task<bool> RewrapAsync(TwinWorld world)
    {
        var keys = await world.DataKeys.ListAsync(world.Rooms.Tenant, Ct);
        return keys.Count > 0 && await world.DataKeys.RewrapAsync(keys[0], "kek_2", [1, 2, 3], Ct);
    }
}
