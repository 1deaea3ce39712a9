namespace Fastchat.Governance.Limits;

/// <summary>What limits leave an answer.</summary>
/// <param name="Standing">How the tightest limit stands, or the one that leaves no room.</param>
/// <param name="Hold">What was set aside for the answer; null when there was no room.</param>
/// <param name="BoundsLength">Whether tokens or cost are limited, so that the answer must not become longer than was set aside for it.</param>
public sealed record AnswerRoom(LimitStanding Standing, LimitHold? Hold, bool BoundsLength);
