using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Privacy;
using Fastchat.Governance.Tenants;
using Microsoft.Extensions.Logging;

namespace Fastchat.Chat.Privacy;

/// <summary>Keeps personal data out of questions and answers, as the tenant wants. A tenant that wants nothing pays nothing.</summary>
public sealed class PrivacyScreens(TenantDirectory tenants, PrivacyFilter filter, ILogger<PrivacyScreens> logger)
{
    /// <summary>A turn as it may be taken: what is masked is gone before anything is stored or sent to a model.</summary>
    /// <param name="request">The turn.</param>
    /// <param name="textName">What the caller's door calls a message's words, for errors.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FastchatException">CONTENT_BLOCKED, naming the field; UPSTREAM_UNAVAILABLE when nobody could look.</exception>
    public async ValueTask<TurnRequest> AdmitAsync(TurnRequest request, string textName, CancellationToken cancellationToken)
    {
        if ((await tenants.SettingsAsync(request.Tenant, cancellationToken)).Privacy is not { Input: { } rules } policy) return request;
        var scope = filter.Open(policy, rules);
        var parameters = request.Parameters.Clone();
        await new QuestionScreen(scope, textName).ApplyAsync(parameters, cancellationToken);
        if (scope.Tally.IsEmpty) return request;
        Log.PersonalData(logger, "question", request.Tenant.Value, scope.Tally.ToString());
        return request with { Parameters = parameters, PersonalData = scope.Tally };
    }

    /// <summary>Items as they may be kept: what is masked is gone, in place.</summary>
    /// <param name="tenant">Whose they are.</param>
    /// <param name="items">The items.</param>
    /// <param name="param">What the caller calls their list, for errors.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FastchatException">CONTENT_BLOCKED, naming the field; UPSTREAM_UNAVAILABLE when nobody could look.</exception>
    internal async ValueTask AdmitAsync(TenantId tenant, IReadOnlyList<ResponseItem> items, string param, CancellationToken cancellationToken)
    {
        if ((await tenants.SettingsAsync(tenant, cancellationToken)).Privacy is not { Input: { } rules } policy) return;
        var scope = filter.Open(policy, rules);
        await new ItemScreen(scope).ApplyAsync(items, param, cancellationToken);
        if (!scope.Tally.IsEmpty) Log.PersonalData(logger, "items", tenant.Value, scope.Tally.ToString());
    }

    /// <summary>What is kept of a response's request, in place; the request was let in before.</summary>
    internal async ValueTask MaskAsync(TenantId tenant, ResponseParams kept, IReadOnlyList<ResponseItem> items, CancellationToken cancellationToken)
    {
        if ((await tenants.SettingsAsync(tenant, cancellationToken)).Privacy is not { Input: { } rules } policy) return;
        var scope = filter.Open(policy, rules);
        await new ItemScreen(scope).ApplyAsync(items, "input", cancellationToken);
        if (kept.HasInstructions) kept.Instructions = await scope.ApplyAsync(kept.Instructions, "instructions", cancellationToken);
        if (kept.HasSafetyIdentifier) kept.SafetyIdentifier = await scope.ApplyAsync(kept.SafetyIdentifier, "safety_identifier", cancellationToken);
        if (kept.HasPromptCacheKey) kept.PromptCacheKey = await scope.ApplyAsync(kept.PromptCacheKey, "prompt_cache_key", cancellationToken);
        foreach (var (key, value) in kept.Metadata.ToList()) kept.Metadata[key] = await scope.ApplyAsync(value, $"metadata.{key}", cancellationToken);
    }

    /// <summary>What the answers of tools pass through; null when nothing is looked for.</summary>
    internal ToolScreen? ForTools(PrivacyPolicy? policy) =>
        policy is null or { Input: null, Output: null } ? null : new ToolScreen(policy.Input is { } input ? filter.Open(policy, input) : null, policy.Output is { } output ? filter.Open(policy, output) : null);

    /// <summary>What an answer passes through; null when nothing is looked for.</summary>
    internal AnswerScreen? ForAnswer(TenantId tenant, PrivacyPolicy? policy) =>
        policy is { Output: { } rules } ? new AnswerScreen(filter.Open(policy, rules), counts => Log.PersonalData(logger, "answer", tenant.Value, counts)) : null;
}
