using Fastchat.Contracts.Admin.V1;

namespace Fastchat.Governance.Policies;

/// <summary>How a call was decided.</summary>
/// <param name="Effect">Allowed or denied.</param>
/// <param name="Reason">Why, in a sentence.</param>
/// <param name="RuleId">The rule that decided; empty when none did.</param>
public sealed record PolicyDecision(PolicyEffect Effect, string Reason, string RuleId = "")
{
    /// <summary>Whether the call is denied.</summary>
    public bool Denies => Effect == PolicyEffect.Deny;
}
