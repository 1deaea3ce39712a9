using System.Runtime.CompilerServices;
using Fastchat.Chat.Citations;
using Fastchat.Chat.Privacy;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.OpenAI.V1;

using Fastchat.Foundation;
using Fastchat.Governance.Tenants;
using Fastchat.ModelGateway;
using Fastchat.ModelGateway.Parameters;
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
        var model = models.Describe(request.Parameters.Model);
        var settings = await tenants.SettingsAsync(request.Tenant, cancellationToken);
        if (request.FileSearch is not null) models.Check(Asked(request, settings));
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
            (passages, _) = await retriever.SearchAsync(request.Tenant, search.CollectionIds, query, search.MaxResults, search.ScoreThreshold, search.Param, cancellationToken);
            request.Audit?.Add("passages", passages.Count);
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
            Policy = PolicyOf(settings),
            Question = question,
            Tenant = request.Tenant,
            Passages = passages is null ? null : [.. passages.Select(p => p.Text)],
        };

        // (4) Let the model speak, without the personal data that may not leave, (5) bind what it cites: offsets count what
        // callers see.
        yield return new TurnEvent(StatusKind.Thinking);
        var spoken = models.StreamAsync(prompt, cancellationToken);
        request.Meter?.Ask(prompt, model.Targets[0].Model);
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

    /// <summary>Refuses a turn whose model or collections do not exist or that has nothing to search for, before a run is made of it.</summary>
    /// <exception cref="FastchatException">MODEL_NOT_FOUND, PARAMETER_UNSUPPORTED, CONTEXT_LENGTH_EXCEEDED, MISSING_FIELD, INVALID_VALUE or COLLECTION_NOT_FOUND.</exception>
    public async Task CheckAsync(TurnRequest request, CancellationToken cancellationToken)
    {
        models.Check(Asked(request, await tenants.SettingsAsync(request.Tenant, cancellationToken)));
        if (request.FileSearch is not { } search) return;
        Question.ToSearch(request.Parameters);
        await retriever.CheckAsync(request.Tenant, search.CollectionIds, search.MaxResults, search.ScoreThreshold, search.Param, cancellationToken);
    }

    // What was asked, before a prompt is made of it: what is refused of this costs no search.
    private static ModelRequest Asked(TurnRequest request, TenantSettings settings) =>
        new() { Parameters = request.Parameters, Question = "", Tenant = request.Tenant, Policy = PolicyOf(settings) };

    private static ModelPolicy PolicyOf(TenantSettings settings) => new() { MaxContext = settings.Models.HasMaxContext ? settings.Models.MaxContext : null };
}
