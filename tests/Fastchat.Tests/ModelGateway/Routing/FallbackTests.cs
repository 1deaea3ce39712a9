using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway.Registry;

namespace Fastchat.ModelGateway.Routing;

public sealed class FallbackTests : IDisposable
{
    private readonly RouterBench _bench = new();

    public void Dispose() => _bench.Dispose();

    public static TheoryData<ErrorReason, string> Causes => new()
    {
        { ErrorReason.UpstreamUnavailable, "for-errors" },
        { ErrorReason.UpstreamTimeout, "for-errors" },
        { ErrorReason.ModelOverloaded, "for-errors" },
        { ErrorReason.UpstreamRateLimited, "for-limits" },
        { ErrorReason.ContextLengthExceeded, "for-length" },
        { ErrorReason.ContentRefused, "for-anything" },
    };

    [Theory]
    [MemberData(nameof(Causes))]
    public async Task Stream_ModelCannotAnswer_TheOneForTheCauseDoes(ErrorReason reason, string expected)
    {
        _bench.Provider("bad").Fail(new FastchatException(reason, "No."));
        _bench.Provider("good").Say("yes").Stop();
        foreach (var name in (string[])["for-errors", "for-limits", "for-length", "for-anything"]) _bench.Register(_bench.Model(name, "good"));
        var model = _bench.Register(_bench.Model("m", "bad") with
        {
            Fallbacks =
            [
                new("for-errors", [FailureCause.Error]), new("for-limits", [FailureCause.RateLimited]), new("for-length", [FailureCause.ContextTooLong]), new("for-anything", []),
            ],
        });

        var deltas = await _bench.AskAsync(model);

        Assert.Equal((expected, $"{expected}-at-good", "yes"), (deltas[0].Origin!.Name, deltas[0].Origin!.Model, RouterBench.Text(deltas)));
    }

    [Fact]
    public async Task Stream_QuestionTooLong_NoOtherTargetIsAsked()
    {
        _bench.Provider("a").Fail(new FastchatException(ErrorReason.ContextLengthExceeded, "Too long."));
        var b = _bench.Provider("b").Say("b").Stop();

        Assert.Equal(ErrorReason.ContextLengthExceeded, (await _bench.FailAsync(_bench.Model("m", "a", "b") with { Retries = 5 })).Reason);
        Assert.Empty(b.Requests);
    }

    [Fact]
    public async Task Stream_ModelsThatNameEachOther_AreEachAskedOnceAndTheFirstFailureIsTold()
    {
        var a = _bench.Provider("a").Fail(new FastchatException(ErrorReason.UpstreamRateLimited, "First."));
        var b = _bench.Provider("b").Fail(RouterBench.Away);
        var model = _bench.Register(_bench.Model("m", "a") with { Fallbacks = [new("m", []), new("n", [])] });
        _bench.Register(_bench.Model("n", "b") with { Fallbacks = [new("m", []), new("n", []), new("nobody", [])] });

        var failure = await _bench.FailAsync(model);

        Assert.Equal("First.", failure.Message);
        Assert.Equal((1, 1), (a.Requests.Count, b.Requests.Count));
    }

    [Fact]
    public async Task Stream_FallbackFails_ItsOwnFallbackComesFirst()
    {
        _bench.Provider("bad").Fail(RouterBench.Away);
        _bench.Provider("good").Say("yes").Stop();
        var model = _bench.Register(_bench.Model("m", "bad") with { Fallbacks = [new("n", []), new("second", [])] });
        _bench.Register(_bench.Model("n", "bad") with { Fallbacks = [new("deeper", [])] });
        _bench.Register(_bench.Model("deeper", "bad"));
        _bench.Register(_bench.Model("second", "good"));

        var deltas = await _bench.AskAsync(model);

        Assert.Equal("second", deltas[0].Origin!.Name);
    }

    [Fact]
    public async Task Stream_FallbackThatMayNotOrCannotAnswer_IsPassedOver()
    {
        _bench.Provider("bad").Fail(RouterBench.Away);
        var good = _bench.Provider("good").Say("yes").Stop();
        foreach (var name in (string[])["forbidden", "unable", "fitted"]) _bench.Register(_bench.Model(name, "good"));
        var model = _bench.Register(_bench.Model("m", "bad") with { Fallbacks = [new("forbidden", []), new("unable", []), new("fitted", [])] });

        var deltas = await _bench.AskAsync(model, fit: (fallback, request) => fallback.Name switch
        {
            "forbidden" => null,
            "unable" => throw new FastchatException(ErrorReason.ParameterUnsupported, "It has no tools.", "tools"),
            _ => request with { Question = "fitted" },
        });

        Assert.Equal("fitted", deltas[0].Origin!.Name);
        Assert.Equal("fitted", good.Requests.Single().Question);
    }

    [Fact]
    public async Task Stream_FallbackFindsTheRequestWrong_TheFirstFailureIsTold()
    {
        _bench.Provider("a").Fail(RouterBench.Away);
        _bench.Provider("b").Fail(new FastchatException(ErrorReason.UpstreamRejected, "Unknown parameter."));
        _bench.Register(_bench.Model("n", "b"));

        Assert.Equal("Away.", (await _bench.FailAsync(_bench.Register(_bench.Model("m", "a") with { Fallbacks = [new("n", [])] }))).Message);
    }
}
