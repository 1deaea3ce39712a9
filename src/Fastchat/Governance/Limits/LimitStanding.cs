namespace Fastchat.Governance.Limits;

/// <summary>How a limit stands after a reservation.</summary>
/// <param name="Limit">The limit.</param>
/// <param name="Remaining">What is left of the window.</param>
/// <param name="ResetAfter">How long until the next window begins.</param>
/// <param name="Refused">Whether the reservation did not fit.</param>
public sealed record LimitStanding(WindowLimit Limit, long Remaining, TimeSpan ResetAfter, bool Refused);
