using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway.Registry;
using Fastchat.Testing;

namespace Fastchat.ModelGateway.Routing;

public sealed class HedgeTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly RouterBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Stream_FirstIsSlow_TheSecondAnswersAndTheFirstIsGivenUp()
    {
        var a = _bench.Provider("a").Wait(TimeSpan.FromSeconds(30)).Say("a").Stop();
        _bench.Provider("b").Say("b").Stop();

        var deltas = await _bench.AskAsync(Hedged());

        Assert.Equal(("b", "b", "a"), (RouterBench.Text(deltas), deltas[0].Origin!.Provider, deltas[0].Origin!.Beaten!.Provider));
        await Eventually.IsTrueAsync(() => a.Ended == 1 && _bench.Guards.States.All(s => s.UnderWay == 0));
    }

    [Fact]
    public async Task Stream_FirstIsSlowButQuicker_AnswersAndTheSecondIsGivenUp()
    {
        _bench.Provider("a").Wait(TimeSpan.FromSeconds(3)).Say("a").Stop();
        var b = _bench.Provider("b").Wait(TimeSpan.FromSeconds(30)).Say("b").Stop();

        var deltas = await _bench.AskAsync(Hedged());

        Assert.Equal(("a", "b"), (RouterBench.Text(deltas), deltas[0].Origin!.Beaten!.Provider));
        await Eventually.IsTrueAsync(() => b.Ended == 1 && _bench.Guards.States.All(s => s.UnderWay == 0));
    }

    [Fact]
    public async Task Stream_FirstIsQuick_NobodyElseIsAsked()
    {
        _bench.Provider("a").Wait(TimeSpan.FromSeconds(0.2)).Say("a").Stop();
        var b = _bench.Provider("b").Say("b").Stop();

        var deltas = await _bench.AskAsync(Hedged());

        Assert.Equal("a", RouterBench.Text(deltas));
        Assert.Null(deltas[0].Origin!.Beaten);
        Assert.Empty(b.Requests);
    }

    [Fact]
    public async Task Stream_SecondFails_TheFirstIsWaitedFor()
    {
        _bench.Provider("a").Wait(TimeSpan.FromSeconds(3)).Say("a").Stop();
        _bench.Provider("b").Fail(RouterBench.Away);

        var deltas = await _bench.AskAsync(Hedged());

        Assert.Equal("a", RouterBench.Text(deltas));
        Assert.Null(deltas[0].Origin!.Beaten);
    }

    [Fact]
    public async Task Stream_BothFail_TheThirdIsAsked()
    {
        _bench.Provider("a").Wait(TimeSpan.FromSeconds(3)).Fail(RouterBench.Away);
        _bench.Provider("b").Fail(RouterBench.Limited);
        _bench.Provider("c").Say("c").Stop();

        Assert.Equal("c", RouterBench.Text(await _bench.AskAsync(_bench.Model("m", "a", "b", "c") with { HedgeAfter = Patience })));
    }

    [Fact]
    public async Task Stream_OneTarget_IsNotHedged()
    {
        var a = _bench.Provider("a").Wait(TimeSpan.FromSeconds(3)).Say("a").Stop();

        Assert.Equal("a", RouterBench.Text(await _bench.AskAsync(_bench.Model("m", "a") with { HedgeAfter = Patience })));
        Assert.Single(a.Requests);
    }

    [Fact]
    public async Task Stream_CallerLeavesWhileBothAreAsked_BothEnd()
    {
        var (a, b) = (_bench.Provider("a").Hang(), _bench.Provider("b").Hang());
        using var leaves = new CancellationTokenSource();
        var asking = _bench.Router.StreamAsync(_bench.Registry, Hedged(), _bench.Request(), leaves.Token).ToListAsync(leaves.Token).AsTask();
        await Eventually.IsTrueAsync(() => a.Requests.Count == 1);
        _bench.Clock.Advance(Patience);
        await Eventually.IsTrueAsync(() => b.Requests.Count == 1);

        await leaves.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await Eventually.IsTrueAsync(() => (a.Ended, b.Ended) == (1, 1) && _bench.Guards.States.All(s => s.UnderWay == 0));
    }

    private RegisteredModel Hedged() => _bench.Model("m", "a", "b") with { HedgeAfter = Patience };
}
