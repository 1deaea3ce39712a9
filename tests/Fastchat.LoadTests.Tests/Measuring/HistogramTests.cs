namespace Fastchat.LoadTests.Measuring;

public sealed class HistogramTests
{
    [Fact]
    public void Percentile_OfKnownValues_IsWithinTwoPercent()
    {
        var histogram = new Histogram();
        for (var value = 1; value <= 100_000; value++) histogram.Add(value);

        foreach (var share in (double[])[0.001, 0.01, 0.5, 0.9, 0.99, 0.9999, 1])
            Assert.InRange(histogram.Percentile(share), (long)(share * 100_000), (long)(share * 100_000 * 1.02) + 1);
        Assert.Equal((100_000, 100_000), (histogram.Count, histogram.Max));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(1_000_003)]
    [InlineData((1L << 40) - 1)]
    public void Percentile_OfOneValue_IsThatValue(long value)
    {
        var histogram = new Histogram();
        histogram.Add(value);

        Assert.Equal((value, value), (histogram.Percentile(0), histogram.Percentile(1)));
    }

    [Fact]
    public void Add_BeyondItsRange_CountsAsTheNearest()
    {
        var histogram = new Histogram();
        histogram.Add(-5);
        histogram.Add(long.MaxValue);

        Assert.Equal((0, (1L << 40) - 1), (histogram.Percentile(0.5), histogram.Percentile(1)));
    }

    [Fact]
    public void Add_Another_JoinsThem()
    {
        var (one, other) = (new Histogram(), new Histogram());
        one.Add(10);
        other.Add(90);
        one.Add(other);

        Assert.Equal((2, 10, 90), (one.Count, one.Percentile(0.5), one.Percentile(1)));
        one.Clear();
        Assert.Equal((0, 0), (one.Count, one.Percentile(0.5)));
    }
}
