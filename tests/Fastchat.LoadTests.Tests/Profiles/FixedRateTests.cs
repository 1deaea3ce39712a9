namespace Fastchat.LoadTests.Profiles;

public sealed class FixedRateTests
{
    private static readonly FixedRate Profile = new(100, 10, TimeSpan.FromSeconds(2));

    [Fact]
    public void Due_WhateverIsOpen_FollowsTheClock()
    {
        Assert.Equal(5, Profile.Due(TimeSpan.FromSeconds(0.05), begun: 0, open: 0));
        Assert.Equal(2, Profile.Due(TimeSpan.FromSeconds(0.05), begun: 3, open: 3));
        Assert.Equal(0, Profile.Due(TimeSpan.FromSeconds(2), begun: 3, open: 0));
    }

    [Fact]
    public void Due_WithAllConnectionsBusy_WaitsAndKeepsItsTime()
    {
        Assert.Equal(0, Profile.Due(TimeSpan.FromSeconds(1), begun: 10, open: 10));

        // When one is free again, its call counts from when it should have been made.
        Assert.Equal(1, Profile.Due(TimeSpan.FromSeconds(1), begun: 10, open: 9));
        Assert.Equal(TimeSpan.FromSeconds(0.11), Profile.Scheduled(10));
    }

    [Fact]
    public void Missed_Calls_AreCounted() => Assert.Equal(89, Profile.Missed(begun: 110));
}
