using Fastchat.Chat.Converse;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Identity;
using Fastchat.Rpc.Calls;
using Fastchat.Runs;
using Grpc.Core;

namespace Fastchat.Chat.Responses;

/// <summary>The door of responses in OpenAI's shape.</summary>
public sealed partial class ResponsesService(
    ResponseMaker maker, ResponseCompactor compactor, ResponseStore store, ResponseHistory history, RunStore runs, RunCanceller canceller, RunFollower follower, TwoWayOptions twoWay, TimeProvider clock) : Contracts.OpenAI.V1.ResponsesService.ResponsesServiceBase
{
    private const int DefaultPage = 20;
    private const int MostPage = 100;

    /// <inheritdoc />
    public override async Task<CreateResponseResponse> CreateResponse(CreateResponseRequest request, ServerCallContext context)
    {
        var (stream, events) = await maker.MakeAsync(request.Params, context, isStream: false);
        if (stream.Response.Background) return new CreateResponseResponse { Response = stream.Response };
        await foreach (var chatEvent in events)
        {
            stream.Follow(chatEvent);
            if (chatEvent.Error is { } error) throw new FastchatException(ErrorTable.FromCode(error.Code), error.Message);
        }

        return new CreateResponseResponse { Response = stream.Response };
    }

    /// <inheritdoc />
    public override async Task StreamResponse(StreamResponseRequest request, IServerStreamWriter<StreamResponseResponse> responseStream, ServerCallContext context)
    {
        var (stream, events) = await maker.MakeAsync(request.Params, context, isStream: true);
        await responseStream.WriteAllAsync(
            events.SelectMany(e => stream.Tell(e)).Select(e => new StreamResponseResponse { Event = e }), context.CancellationToken);
    }

    /// <inheritdoc />
    public override async Task<GetResponseResponse> GetResponse(GetResponseRequest request, ServerCallContext context)
    {
        ResponseRules.Check(request.Include);
        var (asked, run) = await FindAsync(request.ResponseId, context);
        return new GetResponseResponse { Response = await StateAsync(asked, run, request.Include, context) };
    }

    /// <inheritdoc />
    public override async Task WatchResponse(WatchResponseRequest request, IServerStreamWriter<WatchResponseResponse> responseStream, ServerCallContext context)
    {
        ResponseRules.Check(request.Include);
        if (request is { HasStartingAfter: true, StartingAfter: < 0 }) throw FastchatException.InvalidValue("starting_after", $"starting_after must be at least 0, but is {request.StartingAfter}.");
        var (asked, run) = await FindAsync(request.ResponseId, context);
        var stream = Stream(asked, request.Include);
        var after = request.HasStartingAfter ? request.StartingAfter : -1;
        var events = follower.FollowAsync(context.Tenant(), run.Id, 0, context.CancellationToken);
        await responseStream.WriteAllAsync(
            events.SelectMany(e => stream.Tell(e)).Where(e => e.SequenceNumber > after).Select(e => new WatchResponseResponse { Event = e }), context.CancellationToken);
    }

    /// <inheritdoc />
    public override async Task<DeleteResponseResponse> DeleteResponse(DeleteResponseRequest request, ServerCallContext context)
    {
        var (asked, run) = await FindAsync(request.ResponseId, context);
        await canceller.CancelAsync(context.Tenant(), run, context.CancellationToken);
        await store.DeleteAsync(context.Tenant(), asked.Id, context.CancellationToken);
        await runs.DeleteAsync(context.Tenant(), run.Id, context.CancellationToken);
        return new DeleteResponseResponse { Id = asked.Id, Object = "response", Deleted = true };
    }

    /// <inheritdoc />
    public override async Task<CancelResponseResponse> CancelResponse(CancelResponseRequest request, ServerCallContext context)
    {
        var (asked, run) = await FindAsync(request.ResponseId, context);
        if (!ResponseRules.IsBackground(asked.Request))
            throw FastchatException.InvalidValue("response_id", $"Only responses made in the background can be cancelled; '{asked.Id}' was not, and is cancelled by leaving it.");
        if (run.Status == RunStatus.InProgress) await StopAsync(context.Tenant(), run, context.CancellationToken);
        (asked, run) = await FindAsync(request.ResponseId, context);
        return new CancelResponseResponse { Response = await StateAsync(asked, run, [], context) };
    }

    /// <inheritdoc />
    public override async Task<ListInputItemsResponse> ListInputItems(ListInputItemsRequest request, ServerCallContext context)
    {
        ResponseRules.Check(request.Include);
        var query = OpenAIPages.Query(context.Tenant(), Ids.Message, request.HasLimit ? request.Limit : DefaultPage, MostPage, after: "", before: "", request.Order);
        var (asked, _) = await FindAsync(request.ResponseId, context);
        var items = new List<ResponseItem>(asked.PreviousId is { } previous ? await history.BeforeAsync(context.Tenant(), previous, context.CancellationToken) : []);
        items.AddRange(asked.Input);
        if (!query.Ascending) items.Reverse();
        var first = request.After.Length == 0 ? 0 : items.FindIndex(i => ItemIds.Of(i) == request.After) + 1;
        if (request.After.Length > 0 && first == 0) throw FastchatException.InvalidValue("after", $"after must be the id of an item of this response, but is '{request.After}'.");
        var page = Page<ResponseItem>.Of(items[first..], query.Limit);
        var response = new ListInputItemsResponse { Object = "list", Data = { page.Items }, HasMore = page.HasMore };
        if (page.Items.Count > 0) (response.FirstId, response.LastId) = (ItemIds.Of(page.Items[0]), ItemIds.Of(page.Items[^1]));
        return response;
    }

    /// <inheritdoc />
    public override Task<CompactResponseResponse> CompactResponse(CompactResponseRequest request, ServerCallContext context) => compactor.CompactAsync(request.Params, context);

    /// <inheritdoc />
    public override async Task<CountInputTokensResponse> CountInputTokens(CountInputTokensRequest request, ServerCallContext context) =>
        new() { Object = "response.input_tokens", InputTokens = await maker.CountAsync(request.Params, context) };

    // It ends on its own in a moment; whoever cancels wants to see that.
    private async Task StopAsync(TenantId tenant, RunRecord run, CancellationToken cancellationToken)
    {
        await canceller.CancelAsync(tenant, run, cancellationToken);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(2));
        try
        {
            await foreach (var _ in follower.FollowAsync(tenant, run.Id, 0, patience.Token))
            {
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Told as it stands.
        }
    }

    // While a run is under way, and when it broke off, what it has said so far is in its events alone.
    private async Task<Response> StateAsync(StoredResponse asked, RunRecord run, IReadOnlyCollection<string> include, ServerCallContext context)
    {
        var response = ResponseShape.Begun(asked.Request, asked.Id, asked.CreatedAt);
        response.Status = "in_progress";
        var tellsResults = ResponseTurn.TellsResults(asked.Request.Include.Concat(include));
        if (run is { Completion: { } completion, EndedAt: { } endedAt })
        {
            response.Output.AddRange(ResponseShape.Items(completion, asked.Id, tellsResults));
            ResponseShape.Complete(response, completion, endedAt);
        }
        else if (run.Error is { } error)
        {
            response.Output.AddRange((await SaidAsync(asked, run, include, context)).Output);
            ResponseShape.Fail(response, error);
        }

        return response;
    }

    private async Task<Response> SaidAsync(StoredResponse asked, RunRecord run, IReadOnlyCollection<string> include, ServerCallContext context)
    {
        var stream = Stream(asked, include);
        try
        {
            await foreach (var chatEvent in follower.FollowAsync(context.Tenant(), run.Id, 0, context.CancellationToken)) stream.Follow(chatEvent);
        }
        catch (FastchatException e) when (e.Reason == ErrorReason.StreamCursorExpired)
        {
            // What a run that failed had said goes with its events.
        }

        return stream.Response;
    }

    private static ResponseStream Stream(StoredResponse asked, IEnumerable<string> include) =>
        new(ResponseShape.Begun(asked.Request, asked.Id, asked.CreatedAt), ResponseTurn.TellsResults(asked.Request.Include.Concat(include)));

    // A response whose run never began was not made.
    private async Task<(StoredResponse Asked, RunRecord Run)> FindAsync(string responseId, ServerCallContext context)
    {
        var tenant = context.Tenant();
        if (Ids.IsOwned(responseId, Ids.Response, tenant)
            && await store.FindAsync(tenant, responseId, context.CancellationToken) is { } asked
            && await runs.FindAsync(tenant, ResponseIds.RunOf(responseId), context.CancellationToken) is { } run) return (asked, run);
        throw ResponseHistory.NotFound(responseId);
    }
}
