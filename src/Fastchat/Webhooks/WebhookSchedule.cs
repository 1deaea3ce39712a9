namespace Fastchat.Webhooks;

/// <summary>When an event that was not taken is tried again: as Standard Webhooks recommends, and not by all at the same moment.</summary>
public static class WebhookSchedule
{
    private const double Jitter = 0.2;

    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5), TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>How long after a failed try the next one begins; null when it was the last.</summary>
    /// <param name="attempt">Which try failed, from 1.</param>
    /// <param name="chance">From 0 to 1: where within a fifth below and above the pause.</param>
    public static TimeSpan? After(int attempt, double chance) => attempt <= Pauses.Length ? Pauses[attempt - 1] * (1 - Jitter + (2 * Jitter * chance)) : null;
}
