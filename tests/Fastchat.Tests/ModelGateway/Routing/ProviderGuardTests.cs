using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway.Registry;
using Fastchat.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fastchat.ModelGateway.Routing;

public sealed class ProviderGuardTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    private readonly FakeClock _clock = new();

    [Theory]
    [InlineData(5)]
    [InlineData(20)]
    public async Task Guard_ProviderFailsEntirely_IsLeftAloneWithin2SecondsAndAskedWithin10OfRecovery(int callsPerSecond)
    {
        var guard = Guard();
        var pause = TimeSpan.FromSeconds(1.0 / callsPerSecond);
        for (var at = TimeSpan.Zero; at < TimeSpan.FromMinutes(1); at += pause) await CallAsync(guard, isWell: true, pause);

        var failedAt = _clock.GetUtcNow();
        while (!guard.IsFailing) await CallAsync(guard, isWell: false, pause);
        Assert.True(_clock.GetUtcNow() - failedAt <= TimeSpan.FromSeconds(2), $"opened after {_clock.GetUtcNow() - failedAt}");

        // It stays away for a while; one call in each break tries it.
        var asked = 0;
        for (var at = TimeSpan.Zero; at < TimeSpan.FromMinutes(1); at += pause) asked += await CallAsync(guard, isWell: false, pause) ? 1 : 0;
        Assert.InRange(asked, 10, 15);

        var wellAt = _clock.GetUtcNow();
        while (guard.IsFailing) await CallAsync(guard, isWell: true, pause);
        Assert.True(_clock.GetUtcNow() - wellAt <= TimeSpan.FromSeconds(10), $"closed after {_clock.GetUtcNow() - wellAt}");
    }

    [Fact]
    public async Task Guard_TryThatNeverEnds_KeepsNobodyFromTryingNext()
    {
        var guard = await FailingAsync();
        _clock.Advance(TimeSpan.FromSeconds(4));
        Assert.NotNull(guard.TryEnter(out _));
        Assert.Null(guard.TryEnter(out var unfit));
        Assert.Equal(Unfit.Failing, unfit);

        _clock.Advance(TimeSpan.FromSeconds(4));
        Assert.True(await CallAsync(guard, isWell: true, Step));

        Assert.False(guard.IsFailing);
    }

    [Fact]
    public async Task Guard_ClockIsPutBack_DoesNotStayAwayLonger()
    {
        var clock = new SteppedClock(_clock);
        var guard = new ProviderGuard("a", new ProviderLimits(), clock, NullLogger.Instance);
        while (!guard.IsFailing) await CallAsync(guard, isWell: false, Step);
        clock.Offset = TimeSpan.FromHours(-1);

        _clock.Advance(TimeSpan.FromSeconds(4.1));
        await CallAsync(guard, isWell: true, Step);

        Assert.False(guard.IsFailing);
    }

    [Theory]
    [InlineData(ErrorReason.UpstreamRateLimited)]
    [InlineData(ErrorReason.ContextLengthExceeded)]
    [InlineData(ErrorReason.ContentRefused)]
    [InlineData(ErrorReason.UpstreamRejected)]
    public async Task Report_WhatIsNoFaultOfTheProvider_LeavesItInUse(ErrorReason reason)
    {
        var guard = Guard();

        for (var i = 0; i < 100; i++) await guard.ReportAsync(new FastchatException(reason, "No."));

        Assert.False(guard.IsFailing);
    }

    [Fact]
    public async Task Report_AThirdFails_LeavesItInUse()
    {
        var guard = Guard(new ProviderLimits { MinimumThroughput = 50 });

        for (var i = 0; i < 1000; i++) await CallAsync(guard, isWell: i % 3 != 0, TimeSpan.FromMilliseconds(10));

        Assert.False(guard.IsFailing);
    }

    [Fact]
    public void TryEnter_AllPlacesTaken_IsFullUntilOneIsGivenBack()
    {
        var guard = Guard(new ProviderLimits { MaxConcurrency = 2 });
        var places = new[] { guard.TryEnter(out _), guard.TryEnter(out _) };
        Assert.Null(guard.TryEnter(out var unfit));
        Assert.Equal((Unfit.Full, 2), (unfit, guard.UnderWay));

        guard.Leave(places[0]!);

        Assert.NotNull(guard.TryEnter(out _));
    }

    [Fact]
    public void Guards_LimitsUnchanged_StayTheSameAndOtherwiseBeginAnew()
    {
        var guards = new ProviderGuards(_clock, NullLogger<ProviderGuards>.Instance);
        var model = new FakeChatModel(_clock);
        var guard = guards.Of(new FakeModelProvider(model) { Name = "a", Limits = new ProviderLimits { MaxConcurrency = 5 } });

        Assert.Same(guard, guards.Of(new FakeModelProvider(model) { Name = "a", Limits = new ProviderLimits { MaxConcurrency = 5 } }));
        Assert.NotSame(guard, guards.Of(new FakeModelProvider(model) { Name = "a", Limits = new ProviderLimits { MaxConcurrency = 6 } }));
        guards.Forget("a");
        Assert.Empty(guards.States);
    }

    private ProviderGuard Guard(ProviderLimits? limits = null) => new("a", limits ?? new ProviderLimits(), _clock, NullLogger.Instance);

    private async Task<ProviderGuard> FailingAsync()
    {
        var guard = Guard();
        while (!guard.IsFailing) await CallAsync(guard, isWell: false, Step);
        return guard;
    }

    private async Task<bool> CallAsync(ProviderGuard guard, bool isWell, TimeSpan pause)
    {
        var place = guard.TryEnter(out _);
        if (place is not null)
        {
            await guard.ReportAsync(isWell ? null : RouterBench.Away);
            guard.Leave(place);
        }

        _clock.Advance(pause);
        return place is not null;
    }

    private sealed class SteppedClock(FakeClock clock) : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override long TimestampFrequency => clock.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() + Offset;

        public override long GetTimestamp() => clock.GetTimestamp();
    }
}
