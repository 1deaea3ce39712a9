using Fastchat.Foundation;
using Fastchat.Testing;

namespace Fastchat.Governance.Limits;

public sealed class FullWindowsTests
{
    private static readonly TenantId Noisy = TenantId.New();

    private readonly FakeClock _clock = new();
    private readonly FullWindows _full;

    public FullWindowsTests()
    {
        _full = new FullWindows(_clock);
        _full.Remember(Noisy, new LimitStanding("", LimitMetric.RequestsPerMinute, 3, 0, TimeSpan.FromSeconds(1), Refused: true), _clock.GetUtcNow());
    }

    [Fact]
    public void Refusal_OfAFullWindow_IsThatOfTheStore()
    {
        var refused = _full.Refusal(Noisy, [PerDay(10), PerMinute(3)]);

        Assert.Equal(new LimitStanding("", LimitMetric.RequestsPerMinute, 3, 0, LimitMetric.RequestsPerMinute.LeftOf(_clock.GetUtcNow()), Refused: true), refused);
    }

    [Fact]
    public void Refusal_InTheNextWindow_IsNone()
    {
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Null(_full.Refusal(Noisy, [PerMinute(3)]));
    }

    [Fact]
    public void Refusal_OfALimitThatWasRaised_IsNone() => Assert.Null(_full.Refusal(Noisy, [PerMinute(4)]));

    [Fact]
    public void Refusal_OfALimitThatWasLowered_Stays() => Assert.NotNull(_full.Refusal(Noisy, [PerMinute(2)]));

    [Fact]
    public void Refusal_OfAnotherTenantSubjectOrMetric_IsNone()
    {
        Assert.Null(_full.Refusal(TenantId.New(), [PerMinute(3)]));
        Assert.Null(_full.Refusal(Noisy, [PerMinute(3) with { Subject = "key:a" }]));
        Assert.Null(_full.Refusal(Noisy, [PerDay(3)]));
    }

    [Fact]
    public void Remember_OfAWindowThatHasJustEnded_RefusesNothing()
    {
        _full.Remember(Noisy, new LimitStanding("", LimitMetric.RequestsPerDay, 1, 0, TimeSpan.FromSeconds(1), Refused: true), _clock.GetUtcNow() - TimeSpan.FromDays(1));

        Assert.Null(_full.Refusal(Noisy, [PerDay(1)]));
    }

    private static LimitClaim PerMinute(long most) => LimitClaim.Exactly("", LimitMetric.RequestsPerMinute, most, 1);

    private static LimitClaim PerDay(long most) => LimitClaim.Exactly("", LimitMetric.RequestsPerDay, most, 1);
}
