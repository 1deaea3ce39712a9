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

    /// <summary>What the answers of tools pass through; null when nothing is looked for.</summary>
    internal ToolScreen? ForTools(PrivacyPolicy? policy) =>
        policy is null or { Input: null, Output: null } ? null : new ToolScreen(policy.Input is { } input ? filter.Open(policy, input) : null, policy.Output is { } output ? filter.Open(policy, output) : null);

    /// <summary>What an answer passes through; null when nothing is looked for.</summary>
    internal AnswerScreen? ForAnswer(TenantId tenant, PrivacyPolicy? policy) =>
        policy is { Output: { } rules } ? new AnswerScreen(filter.Open(policy, rules), counts => Log.PersonalData(logger, "answer", tenant.Value, counts)) : null;
}
