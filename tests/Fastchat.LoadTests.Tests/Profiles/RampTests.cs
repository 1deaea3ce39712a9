namespace Fastchat.LoadTests.Profiles;

public sealed class RampTests
{
    [Fact]
    public void Due_OverTime_GrowsToTheEnd()
    {
        var ramp = new Ramp(10, 110, TimeSpan.FromSeconds(10));

        Assert.Equal(10, ramp.Due(TimeSpan.Zero, begun: 0, open: 0));
        Assert.Equal(50, ramp.Due(TimeSpan.FromSeconds(5), begun: 30, open: 10));
        Assert.Equal(0, ramp.Due(TimeSpan.FromSeconds(10), begun: 30, open: 10));
        Assert.Equal(110, ramp.MostAtOnce);
    }

    [Fact]
    public void EachOnce_Calls_AreSpreadAndNoneIsRepeated()
    {
        var once = new EachOnce(100, TimeSpan.FromSeconds(2));

        Assert.Equal(50, once.Due(TimeSpan.FromSeconds(1), begun: 0, open: 0));
        Assert.Equal(0, once.Due(TimeSpan.FromSeconds(5), begun: 100, open: 0));
    }
}
