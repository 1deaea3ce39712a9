namespace Fastchat.Governance.Limits;

/// <summary>What became of a take.</summary>
/// <param name="Standing">How the tightest limit stands, or the one that did not fit.</param>
/// <param name="Hold">What was set aside, to be settled; null when it was taken for good, or refused.</param>
public readonly record struct LimitTaking(LimitStanding Standing, LimitHold? Hold);
