namespace Fastchat.ModelGateway.Routing;

/// <summary>How long to wait before a target is asked again: twice as long each time, half of it by chance, so that callers who failed together do not come back together.</summary>
internal static class Backoff
{
    /// <summary>Nobody is kept waiting longer, whatever a provider asks for; it is not asked again then.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);

    /// <summary>The pause before a round, from 1.</summary>
    public static TimeSpan Of(int round, Random random)
    {
        var full = Math.Min(First.TotalMilliseconds * (1 << Math.Min(round - 1, 10)), Longest.TotalMilliseconds / 2);
        return TimeSpan.FromMilliseconds(full * (0.5 + (random.NextDouble() / 2)));
    }
}
