using System.Runtime.CompilerServices;
using Fastchat.Chat.Citations;
using Fastchat.Chat.Context;
using Fastchat.Chat.Privacy;
using Fastchat.Chat.Rounds;
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
/// speak, with tools in as many rounds as it needs, (5) bind what it cites. All doors of chat come through here.
/// </summary>
public sealed class ChatTurn(
    Gateway models, TenantDirectory tenants, Retriever retriever, PrivacyScreens screens, FileInputs files, QueryRewriter rewriter, ContextBuilder contexts, ToolLoop tools)
{
    /// <summary>Takes a turn. Nothing is done before the first event is asked for.</summary>
    /// <exception cref="FastchatException">What the request, the search or the model is refused for.</exception>
    public async IAsyncEnumerable<TurnEvent> RunAsync(TurnRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // (1) Find the model: a wrong name costs no search.
        var settings = await tenants.SettingsAsync(request.Tenant, cancellationToken);
        var permit = new ModelPermit(settings.Models, request.Meter?.Permits);
        if (request.Trims is null) request = request with { Trims = settings.Context.TrimsCompletions };
        if (request.FileSearch is null) models.Describe(request.Parameters.Model, permit);
        else Check(request, settings, permit);
        var question = Question.Of(request.Parameters);
        request.Audit?.Add("model", request.Parameters.Model);
        if (request.PersonalData is { } found) yield return new TurnEvent(StatusKind.PersonalData, Message: $"question: {found}");
        var screen = screens.ForAnswer(request.Tenant, settings.Privacy);

        // (2) Look for passages.
        IReadOnlyList<Passage>? passages = null;
        var query = "";
        if (request.FileSearch is { } search)
        {
            yield return new TurnEvent(StatusKind.Searching);
            query = await rewriter.RewriteAsync(request, settings, Question.ToSearch(request.Parameters), cancellationToken);
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

        // (3) Pack them, and of the conversation what fits, into the prompt.
        request = request with { Parameters = ServerToolMessages.Expand(request.Parameters) };
        var context = await contexts.BuildAsync(request, settings, permit, passages, query, cancellationToken);
        if (context.Compacted is null && request.Compaction is { IsAll: true }) throw FastchatException.InvalidValue("messages", "messages must hold something that was said: there is nothing to make short.");
        if (context.Compacted is { } compacted)
        {
            yield return new TurnEvent(StatusKind.ContextCompacted, Compaction: compacted.Context);
            if (request.Compaction is { IsAll: true })
            {
                yield return new TurnEvent(Delta: new ModelDelta { FinishReason = "stop", Usage = compacted.Usage });
                yield break;
            }
        }

        if (context.Report is { } trimmed) yield return new TurnEvent(StatusKind.ContextTrimmed, Message: Told(trimmed), Context: trimmed);
        passages = context.Passages;
        await files.InlineAsync(request.Tenant, context.Parameters, context.Prepended, cancellationToken);
        var prompt = new ModelRequest
        {
            Parameters = context.Parameters,
            Prepended = context.Prepended,
            Counted = context.Counted,
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

        // (4) Let the model speak, (5) bind what it cites.
        yield return new TurnEvent(StatusKind.Thinking);
        var binders = passages is null ? null : new CitationBinders(passages);
        var rounds = ToolLoop.IsNeeded(request)
            ? tools.RunAsync(request, prompt, screens.ForTools(settings.Privacy), next => SpeakAsync(request, next, screen, binders, cancellationToken), cancellationToken)
            : SpeakAsync(request, prompt, screen, binders, cancellationToken);
        await foreach (var turnEvent in rounds.WithCancellation(cancellationToken)) yield return turnEvent;
        if (binders is { Dropped: > 0 }) yield return new TurnEvent(CitationsDropped: binders.Dropped);
        if (screen?.Report() is { } report) yield return report;
    }

    // Once, without the personal data that may not leave; offsets of what it cites count what callers see.
    private async IAsyncEnumerable<TurnEvent> SpeakAsync(
        TurnRequest request, ModelRequest prompt, AnswerScreen? screen, CitationBinders? binders, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var spoken = models.StreamAsync(prompt, cancellationToken);
        request.Meter?.Ask(prompt);
        if (request.Meter is { } meter) spoken = meter.MeasureAsync(spoken, cancellationToken);
        if (screen is not null) spoken = screen.FilterAsync(spoken, cancellationToken);
        await foreach (var delta in spoken.WithCancellation(cancellationToken))
        {
            if (delta.Dropped is { } dropped) yield return new TurnEvent(StatusKind.ParamsDropped, Message: string.Join(", ", dropped));
            else if (binders is null) yield return new TurnEvent(Delta: delta);
            else foreach (var bound in binders.Bind(delta)) yield return screen is null ? bound : await screen.FilterAsync(bound, cancellationToken);
        }

        foreach (var bound in binders?.End() ?? []) yield return bound;
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

        // What tools give is of the moment: an answer that was kept would have called none.
        if (settings.ResponseCache && !ToolLoop.IsNeeded(request))
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
        Check(request, settings, new ModelPermit(settings.Models));
        await files.CheckAsync(request.Tenant, request.Parameters, cancellationToken);
        if (request.FileSearch is not { } search) return;
        Question.ToSearch(request.Parameters);
        if (search is { IsAll: true, CollectionIds.Count: 0 }) return;
        await retriever.CheckAsync(request.Tenant, search.CollectionIds, search.MaxResults, search.ScoreThreshold, search.Param, cancellationToken);
    }

    // Where messages may be left out, what never is has to fit.
    private void Check(TurnRequest request, TenantSettings settings, ModelPermit permit)
    {
        var isToBeTrimmed = request.Trims == true || request.Compaction is not null;
        var asked = Asked(request, permit);
        models.Check(asked with { IsToBeTrimmed = isToBeTrimmed });
        if (isToBeTrimmed && request.Compaction is not { IsAll: true }) models.Check(asked with { Parameters = ContextBuilder.Least(request, settings) });
    }

    private static string Told(ContextReport report)
    {
        var told = new List<string>(2);
        if (report.MessagesDropped > 0) told.Add($"{report.MessagesDropped} of {report.MessagesDropped + report.MessagesKept} messages are left out");
        if (report.PassagesDropped + report.PassagesShortened > 0) told.Add($"{report.PassagesDropped} of {report.PassagesDropped + report.PassagesKept} passages are left out and {report.PassagesShortened} shortened");
        return $"{string.Join("; ", told)}.";
    }

    // What was asked, before a prompt is made of it: what is refused of this costs no search.
    private static ModelRequest Asked(TurnRequest request, ModelPermit permit) =>
        new() { Parameters = request.Parameters, Question = "", Tenant = request.Tenant, Permit = permit };
}
