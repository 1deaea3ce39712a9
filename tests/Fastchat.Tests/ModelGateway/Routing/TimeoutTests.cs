using Fastchat.Contracts.Errors.V1;
using Fastchat.ModelGateway.Registry;

namespace Fastchat.ModelGateway.Routing;

public sealed class TimeoutTests : IDisposable
{
    private static readonly ModelTimeouts Short = new() { FirstToken = TimeSpan.FromSeconds(2), BetweenTokens = TimeSpan.FromSeconds(1), Total = TimeSpan.FromSeconds(10) };

    private readonly RouterBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task FirstToken_Late_TheNextTargetIsAsked()
    {
        var a = _bench.Provider("a").Hang();
        _bench.Provider("b").Say("b").Stop();
        var begun = _bench.Clock.GetUtcNow();

        Assert.Equal("b", RouterBench.Text(await _bench.AskAsync(_bench.Model("m", "a", "b") with { Timeouts = Short })));

        Assert.Equal(1, a.Ended);
        Assert.True(_bench.Clock.GetUtcNow() - begun >= Short.FirstToken);
    }

    [Fact]
    public async Task FirstToken_LateAndNobodyElse_IsATimeoutThatSaysSo()
    {
        _bench.Provider("a").Hang();

        var failure = await _bench.FailAsync(_bench.Model("m", "a") with { Timeouts = Short });

        Assert.Equal((ErrorReason.UpstreamTimeout, "The model said nothing within 2 seconds."), (failure.Reason, failure.Message));
        Assert.Null(failure.Delivered);
    }

    [Fact]
    public async Task BetweenTokens_Late_IsATimeoutThatSaysWhatWasDelivered()
    {
        var a = _bench.Provider("a").Say("One", " 🦓").Hang();

        var failure = await _bench.FailAsync(_bench.Model("m", "a") with { Timeouts = Short, Retries = 5 });

        Assert.Equal(ErrorReason.UpstreamTimeout, failure.Reason);
        Assert.Equal((2L, 5L), (failure.Delivered!.Value.Deltas, failure.Delivered.Value.Characters));
        Assert.Contains("2 pieces, 5 characters", failure.Message, StringComparison.Ordinal);
        Assert.Single(a.Requests);
    }

    [Fact]
    public async Task BetweenTokens_EachInTime_MayTakeLongerTogether()
    {
        var a = _bench.Provider("a");
        for (var i = 0; i < 5; i++) a.Wait(TimeSpan.FromSeconds(0.9)).Say("x");
        a.Stop();

        Assert.Equal("xxxxx", RouterBench.Text(await _bench.AskAsync(_bench.Model("m", "a") with { Timeouts = Short })));
    }

    [Fact]
    public async Task BetweenTokens_ReaderIsSlow_MakesNoStreamLate()
    {
        var ct = TestContext.Current.CancellationToken;
        _bench.Provider("a").Say("a", "b").Stop();
        var text = "";

        await foreach (var delta in _bench.Router.StreamAsync(_bench.Registry, _bench.Model("m", "a") with { Timeouts = Short }, _bench.Request(), ct))
        {
            text += delta.Text;
            _bench.Clock.Advance(TimeSpan.FromSeconds(2));
        }

        Assert.Equal("ab", text);
    }

    [Fact]
    public async Task Total_IsOver_EndsRepeatsAndFallbacks()
    {
        var a = _bench.Provider("a").Hang();
        _bench.Register(_bench.Model("n", "a") with { Timeouts = Short });
        var model = _bench.Register(_bench.Model("m", "a") with { Timeouts = Short with { Total = TimeSpan.FromSeconds(5) }, Retries = 5, Fallbacks = [new("n", [])] });

        var failure = await _bench.FailAsync(model);

        Assert.Equal(ErrorReason.UpstreamTimeout, failure.Reason);
        Assert.InRange(a.Requests.Count, 1, 3);
        Assert.Equal(a.Requests.Count, a.Ended);
    }

    [Fact]
    public async Task Total_IsOverInTheMiddle_IsATimeout()
    {
        var a = _bench.Provider("a");
        for (var i = 0; i < 50; i++) a.Wait(TimeSpan.FromSeconds(0.5)).Say("x");

        var failure = await _bench.FailAsync(_bench.Model("m", "a") with { Timeouts = Short });

        Assert.Equal(ErrorReason.UpstreamTimeout, failure.Reason);
        Assert.InRange(failure.Delivered!.Value.Deltas, 1, 20);
        Assert.False(Assert.Single(_bench.Guards.States).IsFailing);
    }
}
