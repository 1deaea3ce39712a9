namespace Fastchat.Foundation;

public sealed class SettledChangeTests
{
    [Fact]
    public void IsSeenBy_SameState_IsNoChange()
    {
        var change = new SettledChange<int>(1);

        Assert.Equal([false, false], Looks(change, 1, 1));
    }

    [Fact]
    public void IsSeenBy_NewStateTwice_IsToldOfOnce()
    {
        var change = new SettledChange<int>(1);

        Assert.Equal([false, true, false, false], Looks(change, 2, 2, 2, 2));
    }

    [Fact]
    public void IsSeenBy_StateBetweenTwo_IsNeverToldOf()
    {
        var change = new SettledChange<int>(1);

        Assert.Equal([false, false, true], Looks(change, 0, 2, 2));
    }

    [Fact]
    public void IsSeenBy_ThereAndBack_IsNoChange()
    {
        var change = new SettledChange<int>(1);

        Assert.Equal([false, false, false], Looks(change, 2, 1, 1));
    }

    private static bool[] Looks(SettledChange<int> change, params int[] states) => [.. states.Select(change.IsSeenBy)];
}
