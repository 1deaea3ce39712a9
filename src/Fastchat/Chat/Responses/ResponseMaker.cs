using System.Runtime.CompilerServices;
using Fastchat.Chat.Conversations;
using Fastchat.Chat.Privacy;
using Fastchat.Chat.Rounds;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Audit;
using Fastchat.Governance.Identity;
using Fastchat.ModelGateway.Metering;
using Fastchat.Rpc.Calls;
using Fastchat.Runs;
using Grpc.Core;

namespace Fastchat.Chat.Responses;

/// <summary>
/// Makes responses: (1) check and find all that was asked for, (2) keep it, (3) take the turn as a run, in the call or behind it.
/// What comes out are the run's events; <see cref="ResponseStream"/> tells them in OpenAI's words.
/// </summary>
public sealed class ResponseMaker(
    ChatTurn chat, ThreadTurns threads, RunRecorder recorder, RunFollower follower, RunStore runs, ResponseStore store, ResponseHistory history, ResponseInputs inputs, PrivacyScreens screens, ModelMeter meter, TurnTools tools, DetachedRuns detached, TimeProvider clock)
{
    /// <summary>Makes a response, and gives its stream and its run's events.</summary>
    /// <exception cref="FastchatException">What the request is refused for, named as callers of responses know it.</exception>
    internal async Task<(ResponseStream Stream, IAsyncEnumerable<ChatEvent> Events)> MakeAsync(ResponseParams? parameters, ServerCallContext context, bool isStream)
    {
        var request = parameters ?? new ResponseParams();
        ResponseRules.Check(request);
        var tenant = context.Tenant();
        var named = Named(request);
        if (named is not null && await runs.FindRequestAsync(tenant, named, context.CancellationToken) is { } earlier) return await JoinAsync(tenant, earlier, context.CancellationToken);
        var turn = await PrepareAsync(tenant, request, named, context);
        if (!ResponseRules.IsStored(request))
            return (turn.Stream(), turn.Turn.Thread is null ? PassAsync(turn, context, isStream) : RecordAsync(turn, context, isStream, context.CancellationToken));

        await store.AddAsync(tenant, turn.Asked, context.CancellationToken, context.Caller().UserId);
        if (ResponseRules.IsBackground(request)) return await DetachAsync(turn, context);
        var goesOn = named is null ? context.CancellationToken : ((ServerCall)context).HostStops;
        return await BegunAsync(turn, RecordAsync(turn, context, isStream, goesOn), context.CancellationToken);
    }

    /// <summary>The tokens that a model would read of a request, by our own count.</summary>
    /// <exception cref="FastchatException">What the request is refused for.</exception>
    public async Task<long> CountAsync(ResponseParams? parameters, ServerCallContext context)
    {
        var request = parameters ?? new ResponseParams();
        ResponseRules.Check(request);
        var turn = await PrepareAsync(context.Tenant(), request, named: null, context);
        return ModelGateway.Tokens.TokenCounter.For(request.Model).Count(turn.Turn.Parameters);
    }

    // (1) Check and find all that was asked for: what is refused here costs nothing.
    private async Task<ResponseTurn> PrepareAsync(TenantId tenant, ResponseParams request, RunRequest? named, ServerCallContext context)
    {
        var id = Ids.New(Ids.Response, tenant, clock);
        var wish = Thread(request);
        var said = wish is null ? [] : await threads.ItemsAsync(tenant, wish, context.CancellationToken);
        var before = wish is null ? await history.BeforeAsync(tenant, request, context.CancellationToken) : [.. said.Select(i => i.Item)];
        var read = await inputs.ReadAsync(tenant, id, request, before, context.CancellationToken);
        try
        {
            var asked = new TurnRequest
            {
                Tenant = tenant,
                RunId = ResponseIds.RunOf(id),
                Request = named,
                FileSearch = read.IsTrigger ? null : ResponseParameters.Search(request),
                Parameters = ResponseParameters.ToChat(request, read.Messages.Messages),
                Trims = request.Truncation == "auto",
                KeepsNothing = !ResponseRules.IsStored(request),
                Compaction = ResponseParameters.Compaction(request, read.IsTrigger),
                MaxToolCalls = request.HasMaxToolCalls ? request.MaxToolCalls : null,
                Audit = context.Audit(),
                ServerStops = ((ServerCall)context).HostStops,
                Thread = wish is null ? null : threads.Turn(tenant, wish, read.Items, said, Messages(tenant, request, read.Items), context.Caller().UserId),
                Durability = ResponseRules.IsStored(request) ? Durability.Async : Durability.None,
            };
            if (ResponseTools.Wants(request, out var names)) asked = await tools.OfferAsync(asked, names, context);
            ChatRules.Check(asked.Parameters, before: read.Messages.Before);
            var turn = await screens.AdmitAsync(asked, textName: "content", context.CancellationToken);
            await chat.CheckAsync(turn, context.CancellationToken);

            // What is kept is what may be: without the personal data that was masked.
            var kept = Kept(request);
            if (turn.PersonalData is not null) await screens.MaskAsync(tenant, kept, read.Items, context.CancellationToken);
            return new ResponseTurn(new StoredResponse(id, request.HasPreviousResponseId ? request.PreviousResponseId : null, kept, read.Items, clock.GetUtcNow()), turn);
        }
        catch (FastchatException e)
        {
            throw ResponseNames.Translate(e, read.Messages);
        }
    }

    // A response that is not stored is a run for as long as it holds its conversation.
    private static ThreadWish? Thread(ResponseParams request)
    {
        var policy = ThreadWish.Policy(request.OnBusy);
        if (ResponseShape.ConversationOf(request) is { } conversation) return new ThreadWish(conversation, policy, "conversation") { Forgets = !ResponseRules.IsStored(request) };
        return request.HasOnBusy ? throw FastchatException.InvalidValue("on_busy", "on_busy must be absent without conversation.") : null;
    }

    private Func<IReadOnlyList<ConversationItem>, CancellationToken, Task<IReadOnlyList<ChatMessage>>> Messages(TenantId tenant, ResponseParams request, IReadOnlyList<ResponseItem> own) =>
        async (before, cancellationToken) => (await inputs.MessagesAsync(tenant, request, before.Select(i => i.Item), own, cancellationToken)).Messages;

    private static ResponseParams Kept(ResponseParams request)
    {
        var kept = request.Clone();
        kept.Input = null;
        kept.RequestId = "";
        return kept;
    }

    private static RunRequest? Named(ResponseParams request)
    {
        if (request.RequestId.Length == 0) return null;
        var unnamed = request.Clone();
        unnamed.RequestId = "";
        return RunRequest.Of(request.RequestId, unnamed);
    }

    private async IAsyncEnumerable<ChatEvent> PassAsync(ResponseTurn turn, ServerCallContext context, bool isStream)
    {
        await using var measured = await meter.BeginAsync(context, turn.Turn.Parameters, turn.Turn.MostPassageTokens, isStream);
        await foreach (var chatEvent in recorder.PassAsync(turn.Turn with { Meter = measured }, chat.RunAsync, context.CancellationToken)) yield return chatEvent;
    }

    private async IAsyncEnumerable<ChatEvent> RecordAsync(ResponseTurn turn, ServerCallContext context, bool isStream, [EnumeratorCancellation] CancellationToken callerLeft)
    {
        await using var measured = await meter.BeginAsync(context, turn.Turn.Parameters, turn.Turn.MostPassageTokens, isStream);
        await foreach (var chatEvent in recorder.RecordAsync(turn.Turn with { Meter = measured }, threads.RunAsync, callerLeft, context.CancellationToken)) yield return chatEvent;
    }

    // Behind the call: its limits are held, its cost counted and its end recorded when the run has ended.
    private async Task<(ResponseStream Stream, IAsyncEnumerable<ChatEvent> Events)> DetachAsync(ResponseTurn turn, ServerCallContext context)
    {
        var measured = await meter.BeginAsync(context, turn.Turn.Parameters, turn.Turn.MostPassageTokens, isStream: true);
        var trail = context.Audit() is { } call ? await call.GoOnAsync() : null;
        var begun = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        detached.Start(async stop =>
        {
            var outcome = AuditEntry.Ok;
            try
            {
                await using (measured)
                {
                    await foreach (var chatEvent in recorder.RecordAsync(turn.Turn with { Meter = measured, Audit = trail, IsDetached = true }, threads.RunAsync, stop))
                    {
                        begun.TrySetResult(chatEvent.RunId);
                        if (chatEvent.Error is { } error) outcome = error.Code;
                    }
                }
            }
            catch (Exception e)
            {
                begun.TrySetException(e);
                outcome = ErrorTable.Code(Contracts.Errors.V1.ErrorReason.Interrupted);
                throw;
            }
            finally
            {
                if (trail is not null)
                {
                    using (trail) await trail.EndAsync(outcome);
                }
            }
        });
        var runId = await begun.Task;
        if (runId != turn.Turn.RunId) await store.DeleteAsync(context.Tenant(), turn.Asked.Id, CancellationToken.None);
        return await JoinAsync(context.Tenant(), runId, context.CancellationToken);
    }

    // Another request of the same name may have begun in the same moment: then this one's response is not made.
    private async Task<(ResponseStream Stream, IAsyncEnumerable<ChatEvent> Events)> BegunAsync(ResponseTurn turn, IAsyncEnumerable<ChatEvent> events, CancellationToken cancellationToken)
    {
        if (turn.Turn.Request is null) return (turn.Stream(), events);
        var source = events.GetAsyncEnumerator(CancellationToken.None);
        try
        {
            if (!await source.MoveNextAsync()) throw new InvalidOperationException("A run has at least one event.");
            var stream = turn.Stream();
            if (source.Current.RunId != turn.Turn.RunId)
            {
                await store.DeleteAsync(turn.Turn.Tenant, turn.Asked.Id, CancellationToken.None);
                stream = await StreamOfAsync(turn.Turn.Tenant, source.Current.RunId, cancellationToken);
            }

            return (stream, RestAsync(source));
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }

    private static async IAsyncEnumerable<ChatEvent> RestAsync(IAsyncEnumerator<ChatEvent> source)
    {
        await using (source)
        {
            do yield return source.Current;
            while (await source.MoveNextAsync());
        }
    }

    private async Task<(ResponseStream Stream, IAsyncEnumerable<ChatEvent> Events)> JoinAsync(TenantId tenant, string runId, CancellationToken cancellationToken) =>
        (await StreamOfAsync(tenant, runId, cancellationToken), follower.FollowAsync(tenant, runId, 0, cancellationToken));

    private async Task<ResponseStream> StreamOfAsync(TenantId tenant, string runId, CancellationToken cancellationToken)
    {
        var id = ResponseIds.Of(runId);
        var asked = await store.FindAsync(tenant, id, cancellationToken) ?? throw ResponseHistory.NotFound(id);
        return new ResponseStream(ResponseShape.Begun(asked.Request, asked.Id, asked.CreatedAt), ResponseTurn.TellsResults(asked.Request.Include));
    }
}
