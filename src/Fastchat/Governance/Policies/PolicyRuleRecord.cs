using Fastchat.Contracts.Admin.V1;

namespace Fastchat.Governance.Policies;

/// <summary>A rule as it is stored.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Spec">What it says.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
public sealed record PolicyRuleRecord(string Id, PolicyRuleSpec Spec, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);
