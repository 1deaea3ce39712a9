namespace Fastchat.Governance.Limits;

public sealed class LimitMetricTests
{
    private static readonly DateTimeOffset Now = new(2026, 2, 28, 23, 59, 30, TimeSpan.Zero);

    [Fact]
    public void Window_OfATime_BeginsAndEndsWithTheCalendar()
    {
        Assert.Equal((new DateTimeOffset(2026, 2, 28, 23, 59, 0, TimeSpan.Zero).ToUnixTimeMilliseconds(), TimeSpan.FromSeconds(30)), Window(LimitMetric.TokensPerMinute));
        Assert.Equal((new DateTimeOffset(2026, 2, 28, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds(), TimeSpan.FromSeconds(30)), Window(LimitMetric.CostPerDay));
        Assert.Equal((new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds(), TimeSpan.FromSeconds(30)), Window(LimitMetric.CostPerMonth));
        Assert.Equal((0, TimeSpan.FromSeconds(1)), Window(LimitMetric.ConcurrentStreams));
    }

    [Fact]
    public void Window_OfATimeElsewhere_IsThatOfUtc() =>
        Assert.Equal(LimitMetric.CostPerDay.StartOf(Now), LimitMetric.CostPerDay.StartOf(Now.ToOffset(TimeSpan.FromHours(9))));

    [Fact]
    public void Readable_Cost_IsInTheCurrency() => Assert.Equal((0.25m, 7m), (LimitMetric.CostPerDay.Readable(250_000_000), LimitMetric.TokensPerMinute.Readable(7)));

    private static (long, TimeSpan) Window(LimitMetric metric) => (metric.StartOf(Now), metric.LeftOf(Now));
}
