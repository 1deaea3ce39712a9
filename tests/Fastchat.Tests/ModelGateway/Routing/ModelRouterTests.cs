using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway.Registry;
using Fastchat.Testing;

namespace Fastchat.ModelGateway.Routing;

public sealed class ModelRouterTests : IDisposable
{
    private readonly RouterBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Stream_Answer_BeginsWithWhoAnswers()
    {
        var a = _bench.Provider("a").Say("Hello", " there").Stop();

        var deltas = await _bench.AskAsync(_bench.Model("m", "a"));

        Assert.Equal(("m", "a", "m-at-a"), (deltas[0].Origin!.Name, deltas[0].Origin!.Provider, deltas[0].Origin!.Model));
        Assert.Null(deltas[0].Text);
        Assert.All(deltas.Skip(1), d => Assert.Null(d.Origin));
        Assert.Equal("Hello there", RouterBench.Text(deltas));
        Assert.Equal("m-at-a", a.Requests.Single().Parameters.Model);
        Assert.Equal(1, a.Ended);
        Assert.Equal(0, Assert.Single(_bench.Guards.States).UnderWay);
    }

    [Fact]
    public async Task Stream_ReaderStops_GivesThePlaceBackAndEndsTheModel()
    {
        var a = _bench.Provider("a").Say("Hello", " there").Hang();

        await foreach (var delta in _bench.Router.StreamAsync(_bench.Registry, _bench.Model("m", "a"), _bench.Request(), TestContext.Current.CancellationToken))
        {
            if (delta.Text is null) continue;
            Assert.Equal(1, Assert.Single(_bench.Guards.States).UnderWay);
            break;
        }

        Assert.Equal((1, 0), (a.Ended, Assert.Single(_bench.Guards.States).UnderWay));
    }

    [Fact]
    public async Task Stream_CallerLeaves_IsACancellationAndNoFailure()
    {
        var a = _bench.Provider("a", new ProviderLimits { MinimumThroughput = 2 }).Hang();
        for (var i = 0; i < 5; i++)
        {
            using var leaves = new CancellationTokenSource();
            var asking = _bench.Router.StreamAsync(_bench.Registry, _bench.Model("m", "a"), _bench.Request(), leaves.Token).ToListAsync(leaves.Token).AsTask();
            await Eventually.IsTrueAsync(() => a.Requests.Count == i + 1);
            await leaves.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        }

        var state = Assert.Single(_bench.Guards.States);
        Assert.Equal((false, 0), (state.IsFailing, state.UnderWay));
    }

    [Fact]
    public async Task Stream_TargetFails_TheNextOneAnswers()
    {
        var a = _bench.Provider("a").Fail(RouterBench.Away);
        _bench.Provider("b").Say("b").Stop();

        var deltas = await _bench.AskAsync(_bench.Model("m", "a", "b") with { Retries = 3 });

        Assert.Equal(("b", "b"), (RouterBench.Text(deltas), deltas[0].Origin!.Provider));
        Assert.Single(a.Requests);
    }

    [Fact]
    public async Task Stream_AllFail_ThoseThatMayPassAreAskedAgainAfterAPause()
    {
        var a = _bench.Provider("a").Fail(new FastchatException(ErrorReason.UpstreamUnauthorized, "No key."));
        var b = _bench.Provider("b").FailFirst(2, RouterBench.Away).Say("b").Stop();

        var deltas = await _bench.AskAsync(_bench.Model("m", "a", "b") with { Retries = 2 });

        Assert.Equal("b", RouterBench.Text(deltas));
        Assert.Equal((1, 3), (a.Requests.Count, b.Requests.Count));
    }

    [Fact]
    public async Task Stream_RepeatsUsedUp_EndsWithTheLastFailure()
    {
        var a = _bench.Provider("a").Fail(RouterBench.Limited);

        var failure = await _bench.FailAsync(_bench.Model("m", "a") with { Retries = 2 });

        Assert.Equal((ErrorReason.UpstreamRateLimited, 3), (failure.Reason, a.Requests.Count));
        Assert.Null(failure.Delivered);
    }

    [Fact]
    public async Task Stream_ProviderSaysWhen_IsNotAskedSooner()
    {
        var a = _bench.Provider("a").FailFirst(1, new FastchatException(ErrorReason.UpstreamRateLimited, "Limited.") { RetryAfter = TimeSpan.FromSeconds(7) }).Say("a").Stop();
        var begun = _bench.Clock.GetUtcNow();

        await _bench.AskAsync(_bench.Model("m", "a") with { Retries = 1 });

        Assert.Equal(2, a.Requests.Count);
        Assert.True(_bench.Clock.GetUtcNow() - begun >= TimeSpan.FromSeconds(7));
    }

    [Fact]
    public async Task Stream_ProviderAsksForMorePatienceThanThereIs_IsNotAskedAgain()
    {
        var a = _bench.Provider("a").Fail(new FastchatException(ErrorReason.UpstreamRateLimited, "Limited.") { RetryAfter = TimeSpan.FromSeconds(70) });

        var failure = await _bench.FailAsync(_bench.Model("m", "a") with { Retries = 5 });

        Assert.Equal((TimeSpan.FromSeconds(70), 1), (failure.RetryAfter, a.Requests.Count));
    }

    [Theory]
    [InlineData(ErrorReason.InvalidValue)]
    [InlineData(ErrorReason.UpstreamRejected)]
    public async Task Stream_RequestIsWrong_NobodyElseIsAsked(ErrorReason reason)
    {
        _bench.Provider("a").Fail(new FastchatException(reason, "Wrong.", "temperature"));
        var b = _bench.Provider("b").Say("b").Stop();

        var failure = await _bench.FailAsync(_bench.Model("m", "a", "b") with { Retries = 5, Fallbacks = [new ModelFallback("n", [])] });

        Assert.Equal((reason, "temperature"), (failure.Reason, failure.Param));
        Assert.Empty(b.Requests);
    }

    [Fact]
    public async Task Stream_ModelThrowsAnything_IsAFailureOfTheProvider()
    {
        _bench.Provider("a").Fail(new InvalidOperationException("secret"));

        var failure = await _bench.FailAsync(_bench.Model("m", "a"));

        Assert.Equal(ErrorReason.UpstreamUnavailable, failure.Reason);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
        Assert.Contains(_bench.Log.Entries, e => e.Exception is InvalidOperationException);
    }

    [Fact]
    public async Task Stream_ModelSaysNothing_IsAFailure()
    {
        _bench.Provider("a");

        Assert.Equal(ErrorReason.UpstreamStreamBroken, (await _bench.FailAsync(_bench.Model("m", "a"))).Reason);
    }

    [Fact]
    public async Task Stream_ProviderIsGone_IsAFailure()
    {
        Assert.Equal(ErrorReason.UpstreamUnavailable, (await _bench.FailAsync(_bench.Model("m", "nobody"))).Reason);
    }

    [Fact]
    public async Task Stream_ProviderFails_IsLeftAloneAndTriedAgain()
    {
        var a = _bench.Provider("a").FailFirst(8, RouterBench.Away).Say("a").Stop();
        for (var i = 0; i < 8; i++) await _bench.FailAtOnceAsync(_bench.Model("m", "a"));

        var failure = await _bench.FailAtOnceAsync(_bench.Model("m", "a") with { Retries = 2 });
        Assert.Equal((ErrorReason.UpstreamUnavailable, 8), (failure.Reason, a.Requests.Count));
        Assert.InRange(failure.RetryAfter!.Value, TimeSpan.FromSeconds(0.1), TimeSpan.FromSeconds(4));

        _bench.Clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal("a", RouterBench.Text(await _bench.AskAsync(_bench.Model("m", "a"))));
        Assert.False(Assert.Single(_bench.Guards.States).IsFailing);
    }

    [Fact]
    public async Task Stream_ProviderIsFull_TheNextOneAnswers()
    {
        var ct = TestContext.Current.CancellationToken;
        _bench.Provider("a", new ProviderLimits { MaxConcurrency = 1 }).Say("a").Stop();
        _bench.Provider("b").Say("b").Stop();
        await using var first = _bench.Router.StreamAsync(_bench.Registry, _bench.Model("m", "a", "b"), _bench.Request(), ct).GetAsyncEnumerator(ct);
        await first.MoveNextAsync();

        Assert.Equal("b", RouterBench.Text(await _bench.AskAsync(_bench.Model("m", "a", "b"))));
    }

    [Fact]
    public async Task Stream_AllPlacesTaken_WaitsForOneOrIsRefused()
    {
        var ct = TestContext.Current.CancellationToken;
        _bench.Provider("a", new ProviderLimits { MaxConcurrency = 1, MaxQueue = 1 }).Say("a").Stop();
        var model = _bench.Model("m", "a");
        var first = _bench.Router.StreamAsync(_bench.Registry, model, _bench.Request(), ct).GetAsyncEnumerator(ct);
        await first.MoveNextAsync();
        var waiting = _bench.Router.StreamAsync(_bench.Registry, model, _bench.Request(), ct).ToListAsync(ct).AsTask();
        await Eventually.IsTrueAsync(() => _bench.Guards.States[0].Waiting == 1);

        var refusal = await _bench.FailAsync(model);
        Assert.Equal((ErrorReason.ModelOverloaded, TimeSpan.FromSeconds(1)), (refusal.Reason, refusal.RetryAfter));

        await first.DisposeAsync();
        Assert.Equal("a", RouterBench.Text(await waiting));
        Assert.Equal((0, 0), (_bench.Guards.States[0].UnderWay, _bench.Guards.States[0].Waiting));
    }

    [Fact]
    public async Task Stream_NoPlaceBecomesFree_IsRefusedInTime()
    {
        var ct = TestContext.Current.CancellationToken;
        _bench.Provider("a", new ProviderLimits { MaxConcurrency = 1, QueueTime = TimeSpan.FromSeconds(2) }).Say("a").Stop();
        var model = _bench.Model("m", "a");
        await using var first = _bench.Router.StreamAsync(_bench.Registry, model, _bench.Request(), ct).GetAsyncEnumerator(ct);
        await first.MoveNextAsync();

        Assert.Equal(ErrorReason.ModelOverloaded, (await _bench.FailAsync(model)).Reason);
    }
}
