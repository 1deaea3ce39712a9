using Fastchat.Governance.Identity;

namespace Fastchat.Governance.Limits;

/// <summary>The most that an answer may come to.</summary>
/// <param name="Caller">Who asks.</param>
/// <param name="User">Whom it is for; null when nobody said.</param>
/// <param name="Model">The model that answers.</param>
/// <param name="MostTokens">Tokens, read and written.</param>
/// <param name="MostCost">What they cost, in units of <see cref="LimitMetric.CostUnit"/>.</param>
/// <param name="IsStream">Whether it is streamed.</param>
public sealed record AnswerClaim(Caller Caller, string? User, string Model, long MostTokens, long MostCost, bool IsStream);
