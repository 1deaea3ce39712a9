namespace Fastchat.Rpc.Client.Retries;

/// <summary>Waits that grow, each moved by up to 20 % either way so that clients do not come back all at once.</summary>
/// <param name="initial">The first wait.</param>
/// <param name="max">The longest wait, before it is moved.</param>
/// <param name="multiplier">How many times longer each wait is than the one before.</param>
/// <param name="random">Where the moves come from.</param>
internal sealed class Backoff(TimeSpan initial, TimeSpan max, double multiplier, Random random)
{
    private const double Jitter = 0.2;
    private int _step;

    /// <summary>The waits between attempts to connect. Source: gRPC "Connection Backoff Protocol".</summary>
    public static Backoff ForConnections(Random random) => new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(120), 1.6, random);

    public TimeSpan Next()
    {
        // In seconds: a power that grows beyond a TimeSpan is cut here.
        var seconds = Math.Min(initial.TotalSeconds * Math.Pow(multiplier, _step++), max.TotalSeconds);
        return TimeSpan.FromSeconds(seconds * (1 - Jitter + (2 * Jitter * random.NextDouble())));
    }

    public void Reset() => _step = 0;
}
