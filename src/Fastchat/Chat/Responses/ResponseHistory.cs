using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.Runs;

namespace Fastchat.Chat.Responses;

/// <summary>What went before: the input and output of the responses that one goes on from.</summary>
public sealed class ResponseHistory(ResponseStore store, RunStore runs)
{
    /// <summary>The items that come before a request's own, the oldest first; none when it goes on from no response.</summary>
    /// <exception cref="FastchatException">RESPONSE_NOT_FOUND; INVALID_VALUE: the previous response is still being made.</exception>
    public async Task<IReadOnlyList<ResponseItem>> BeforeAsync(TenantId tenant, ResponseParams request, CancellationToken cancellationToken) =>
        request.HasPreviousResponseId ? await BeforeAsync(tenant, request.PreviousResponseId, cancellationToken) : [];

    /// <summary>The items of a response and of all before it, the oldest first.</summary>
    /// <exception cref="FastchatException">RESPONSE_NOT_FOUND; INVALID_VALUE: it is still being made.</exception>
    public async Task<IReadOnlyList<ResponseItem>> BeforeAsync(TenantId tenant, string responseId, CancellationToken cancellationToken)
    {
        const string Param = "previous_response_id";
        var line = Ids.IsOwned(responseId, Ids.Response, tenant) ? await store.LineAsync(tenant, responseId, cancellationToken) : [];
        if (line.Count == 0) throw NotFound(responseId, Param);
        var ended = await runs.FindAsync(tenant, [.. line.Select(r => ResponseIds.RunOf(r.Id))], cancellationToken);
        var items = new List<ResponseItem>();
        foreach (var response in line)
        {
            if (!ended.TryGetValue(ResponseIds.RunOf(response.Id), out var run)) throw NotFound(responseId, Param);
            if (run.Status == RunStatus.InProgress) throw FastchatException.InvalidValue(Param, $"The response '{response.Id}' is still being made; wait until it has ended.");
            items.AddRange(response.Input);
            if (run.Completion is { } completion) items.AddRange(ResponseShape.Items(completion, response.Id, tellsResults: true));
        }

        return items;
    }

    /// <summary>The error of a response that is not there.</summary>
    public static FastchatException NotFound(string responseId, string param = "response_id") =>
        new(ErrorReason.ResponseNotFound, $"There is no response '{responseId}'; those made with \"store\": false are not kept.", param);
}
