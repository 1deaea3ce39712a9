namespace Fastchat.Providers.Faults;

/// <summary>The system's clock, whose time of day somebody sets forward and back while it is read.</summary>
internal sealed class SteppedClock(int seed) : TimeProvider
{
    private readonly Random _random = new(seed);

    public override DateTimeOffset GetUtcNow()
    {
        lock (_random) return System.GetUtcNow() + TimeSpan.FromMinutes(_random.Next(-120, 120));
    }
}
