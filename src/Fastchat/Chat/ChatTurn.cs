using System.Runtime.CompilerServices;
using Fastchat.Chat.Citations;
using Fastchat.Chat.Privacy;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Contracts.Type.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Tenants;
using Fastchat.ModelGateway;
using Fastchat.ModelGateway.Caching;
using Fastchat.ModelGateway.Registry;
using Fastchat.ModelGateway.Routing;
using Fastchat.Retrieval.Search;
using Passage = Fastchat.Contracts.Retrieval.V1.Passage;

namespace Fastchat.Chat;

/// <summary>
/// One question and its answer: (1) find the model, (2) look for passages, (3) pack them into the prompt, (4) let the model
/// speak, (5) bind what it cites. All doors of chat come through here.
/// </summary>
public sealed class ChatTurn(Gateway models, TenantDirectory tenants, Retriever retriever, PrivacyScreens screens, FileInputs files)
{
    /// <summary>Takes a turn. Nothing is done before the first event is asked for.</summary>
    /// <exception cref="FastchatException">What the request, the search or the model is refused for.</exception>
    public async IAsyncEnumerable<TurnEvent> RunAsync(TurnRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // (1) Find the model: a wrong name costs no search.
        var settings = await tenants.SettingsAsync(request.Tenant, cancellationToken);
        var permit = new ModelPermit(settings.Models, request.Meter?.Permits);
        if (request.FileSearch is null) models.Describe(request.Parameters.Model, permit);
        else models.Check(Asked(request, permit));
        var question = Question.Of(request.Parameters);
        request.Audit?.Add("model", request.Parameters.Model);
        if (request.PersonalData is { } found) yield return new TurnEvent(StatusKind.PersonalData, Message: $"question: {found}");
        var screen = screens.ForAnswer(request.Tenant, settings.Privacy);

        // (2) Look for passages.
        IReadOnlyList<Passage>? passages = null;
        if (request.FileSearch is { } search)
        {
            var query = Question.ToSearch(request.Parameters);
            yield return new TurnEvent(StatusKind.Searching);
            passages = search is { IsAll: true, CollectionIds.Count: 0 }
                ? []
                : (await retriever.SearchAsync(request.Tenant, search.CollectionIds, query, search.MaxResults, search.ScoreThreshold, search.Param, cancellationToken)).Passages;
            request.Audit?.Add("passages", passages.Count);
            yield return new TurnEvent(Search: Report(query, passages, search.TellsText));
            if (passages.Count == 0)
            {
                // Nothing found: the tenant's words are the whole answer, and no model gets to invent one.
                yield return new TurnEvent(Delta: new ModelDelta { Text = settings.NoContextResponse });
                yield return new TurnEvent(Delta: new ModelDelta { FinishReason = "stop", Usage = new CompletionUsage() });
                yield break;
            }
        }

        // (3) Pack them into the prompt.
        var parameters = Prompt.Build(request.Parameters, settings, passages);
        var prepended = parameters.Messages.Count - request.Parameters.Messages.Count;
        await files.InlineAsync(request.Tenant, parameters, prepended, cancellationToken);
        var prompt = new ModelRequest
        {
            Parameters = parameters,
            Prepended = prepended,
            Question = question,
            Tenant = request.Tenant,
            Permit = permit,
            Cache = Kept(request, settings),
            StickyKey = StickyKey(request.Parameters),
            OnBreak = request.Parameters.StreamOptions?.OnFailure switch
            {
                OnFailure.SwitchKeep => BreakHandling.SwitchKeep,
                OnFailure.SwitchDiscard => BreakHandling.SwitchDiscard,
                _ => BreakHandling.Error,
            },
            Passages = passages is null ? null : [.. passages.Select(p => p.Text)],
        };

        // (4) Let the model speak, without the personal data that may not leave, (5) bind what it cites: offsets count what
        // callers see.
        yield return new TurnEvent(StatusKind.Thinking);
        var spoken = models.StreamAsync(prompt, cancellationToken);
        request.Meter?.Ask(prompt);
        var binders = passages is null ? null : new CitationBinders(passages);
        if (request.Meter is { } meter) spoken = meter.MeasureAsync(spoken, cancellationToken);
        if (screen is not null) spoken = screen.FilterAsync(spoken, cancellationToken);
        await foreach (var delta in spoken.WithCancellation(cancellationToken))
        {
            if (delta.Dropped is { } dropped) yield return new TurnEvent(StatusKind.ParamsDropped, Message: string.Join(", ", dropped));
            else if (binders is null) yield return new TurnEvent(Delta: delta);
            else foreach (var bound in binders.Bind(delta)) yield return screen is null ? bound : await screen.FilterAsync(bound, cancellationToken);
        }

        foreach (var bound in binders?.End() ?? []) yield return bound;
        if (screen?.Report() is { } report) yield return report;
    }

    private static SearchReport Report(string query, IReadOnlyList<Passage> passages, bool tellsText)
    {
        var report = new SearchReport { Queries = { query } };
        foreach (var passage in passages)
        {
            var hit = new SearchHit { FileId = passage.FileId, Filename = passage.Filename, Score = passage.Score };
            if (tellsText) hit.Text = passage.Text;
            report.Hits.Add(hit);
        }

        return report;
    }

    // What was kept costs nothing, and the record says that it was.
    private static CacheWish? Kept(TurnRequest request, TenantSettings settings)
    {
        if (request.Cache is not { } wish) return null;
        if (settings.ResponseCache)
        {
            return wish with
            {
                Tell = outcome =>
                {
                    if (outcome == CacheOutcome.Hit) request.Meter?.Spare();
                    request.Audit?.Add("cache", CacheHeader.Text(outcome));
                    wish.Tell(outcome);
                },
            };
        }

        wish.Tell(CacheOutcome.Off);
        return null;
    }

    // Where the caller says which requests share the beginning of a prompt, they share the target that has it in its cache.
    private static string? StickyKey(ChatCompletionParams parameters) =>
        parameters is { HasPromptCacheKey: true, PromptCacheKey.Length: > 0 } ? parameters.PromptCacheKey : null;

    /// <summary>Refuses a turn whose model, files or collections do not exist or that has nothing to search for, before a run is made of it.</summary>
    /// <exception cref="FastchatException">MODEL_NOT_FOUND, PARAMETER_UNSUPPORTED, CONTEXT_LENGTH_EXCEEDED, MISSING_FIELD, INVALID_VALUE, FILE_NOT_FOUND or COLLECTION_NOT_FOUND.</exception>
    public async Task CheckAsync(TurnRequest request, CancellationToken cancellationToken)
    {
        var settings = await tenants.SettingsAsync(request.Tenant, cancellationToken);
        models.Check(Asked(request, new ModelPermit(settings.Models)));
        await files.CheckAsync(request.Tenant, request.Parameters, cancellationToken);
        if (request.FileSearch is not { } search) return;
        Question.ToSearch(request.Parameters);
        if (search is { IsAll: true, CollectionIds.Count: 0 }) return;
        await retriever.CheckAsync(request.Tenant, search.CollectionIds, search.MaxResults, search.ScoreThreshold, search.Param, cancellationToken);
    }

    // What was asked, before a prompt is made of it: what is refused of this costs no search.
    private static ModelRequest Asked(TurnRequest request, ModelPermit permit) =>
        new() { Parameters = request.Parameters, Question = "", Tenant = request.Tenant, Permit = permit };
}
