using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway.Registry;

namespace Fastchat.ModelGateway.Routing;

public sealed class BrokenAnswerTests : IDisposable
{
    private readonly RouterBench _bench = new();

    public void Dispose() => _bench.Dispose();

    public static TheoryData<ErrorReason, ErrorReason> Reasons => new()
    {
        { ErrorReason.UpstreamStreamBroken, ErrorReason.UpstreamStreamBroken },
        { ErrorReason.UpstreamUnavailable, ErrorReason.UpstreamStreamBroken },
        { ErrorReason.UpstreamRateLimited, ErrorReason.UpstreamStreamBroken },
        { ErrorReason.ModelOverloaded, ErrorReason.UpstreamStreamBroken },
        { ErrorReason.UpstreamTimeout, ErrorReason.UpstreamTimeout },
        { ErrorReason.ContentRefused, ErrorReason.ContentRefused },
    };

    [Theory]
    [MemberData(nameof(Reasons))]
    public async Task Stream_BreaksAfterTheFirstDelta_IsNeverRepeated(ErrorReason reason, ErrorReason told)
    {
        var a = _bench.Provider("a").Say("Half").Fail(new FastchatException(reason, "Broken."));
        var b = _bench.Provider("b").Say("b").Stop();
        _bench.Register(_bench.Model("n", "b"));

        var failure = await _bench.FailAsync(_bench.Model("m", "a", "b") with { Retries = 5, Fallbacks = [new("n", [])] });

        Assert.Equal((told, new Delivered(1, 4)), (failure.Reason, failure.Delivered));
        Assert.StartsWith("Broken. Delivered until then: 1 pieces, 4 characters.", failure.Message, StringComparison.Ordinal);
        Assert.Equal((1, 0), (a.Requests.Count, b.Requests.Count));
    }

    [Fact]
    public async Task Stream_EndsWithoutAReason_IsBroken()
    {
        _bench.Provider("a").Say("Half");

        Assert.Equal(ErrorReason.UpstreamStreamBroken, (await _bench.FailAsync(_bench.Model("m", "a"))).Reason);
    }

    [Fact]
    public async Task Stream_OneOfTwoAnswersEndsWithoutAReason_IsBroken()
    {
        _bench.Provider("a").Send(new ModelDelta { Text = "a" }, new ModelDelta { Choice = 1, Text = "b" }, new ModelDelta { FinishReason = "stop" });

        Assert.Equal(ErrorReason.UpstreamStreamBroken, (await _bench.FailAsync(_bench.Model("m", "a"))).Reason);
    }

    [Fact]
    public async Task Switch_Keep_AnotherModelGoesOnWhereItStopped()
    {
        _bench.Provider("a").Say("Once upon", " a").Fail(RouterBench.Away);
        var b = _bench.Provider("b").Say(" time.").Stop();
        var request = _bench.Request() with { OnBreak = BreakHandling.SwitchKeep };
        request.Parameters.MaxTokens = 100;

        var deltas = await _bench.AskAsync(_bench.Model("m", "a", "b"), request);

        Assert.Equal("Once upon a time.", RouterBench.Text(deltas));
        var taken = Assert.Single(deltas, d => d.Switch is not null);
        Assert.Equal(("a", "b", false), (taken.Switch!.From.Provider, taken.Switch.To.Provider, taken.Switch.Discards));
        Assert.Same(taken.Switch.To, taken.Origin);
        var messages = b.Requests.Single().Parameters.Messages;
        Assert.Equal((ChatRole.Assistant, "Once upon a"), (messages[^2].Role, messages[^2].Text));
        Assert.Equal(97, b.Requests.Single().Parameters.MaxTokens);
        Assert.Single(request.Parameters.Messages);
    }

    [Fact]
    public async Task Switch_Discard_AFallbackAnswersAnew()
    {
        _bench.Provider("a").Say("Once").Send(new ModelDelta { ToolCalls = [new ToolCall { Index = 0 }] }).Fail(RouterBench.Away);
        var b = _bench.Provider("b").Say("Twice.").Stop();
        _bench.Register(_bench.Model("n", "b"));

        var deltas = await _bench.AskAsync(_bench.Model("m", "a") with { Fallbacks = [new("n", [])] }, _bench.Request() with { OnBreak = BreakHandling.SwitchDiscard });

        var at = deltas.FindIndex(d => d.Switch is not null);
        Assert.Equal(("n", true, "Twice."), (deltas[at].Switch!.To.Name, deltas[at].Switch!.Discards, RouterBench.Text(deltas.Skip(at))));
        Assert.Single(b.Requests.Single().Parameters.Messages);
    }

    [Fact]
    public async Task Switch_KeepOfWhatCannotBeContinued_IsAnError()
    {
        _bench.Provider("a").Send(new ModelDelta { ToolCalls = [new ToolCall { Index = 0 }] }).Fail(RouterBench.Away);
        var b = _bench.Provider("b").Say("b").Stop();

        var failure = await _bench.FailAsync(_bench.Model("m", "a", "b"), _bench.Request() with { OnBreak = BreakHandling.SwitchKeep });

        Assert.Equal(ErrorReason.UpstreamStreamBroken, failure.Reason);
        Assert.Empty(b.Requests);
    }

    [Fact]
    public async Task Switch_NobodyElse_IsTheError()
    {
        var a = _bench.Provider("a").Say("Once").Fail(RouterBench.Away);

        var failure = await _bench.FailAsync(_bench.Model("m", "a"), _bench.Request() with { OnBreak = BreakHandling.SwitchDiscard });

        Assert.Equal((ErrorReason.UpstreamStreamBroken, new Delivered(1, 4)), (failure.Reason, failure.Delivered));
        Assert.Single(a.Requests);
    }

    [Fact]
    public async Task Switch_AllBreak_EndsAfterThree()
    {
        foreach (var name in (string[])["a", "b", "c", "d", "e"]) _bench.Provider(name).Say(name).Fail(RouterBench.Away);

        var failure = await _bench.FailAsync(_bench.Model("m", "a", "b", "c", "d", "e"), _bench.Request() with { OnBreak = BreakHandling.SwitchKeep });

        Assert.Equal(4, failure.Delivered!.Value.Deltas);
    }

    [Fact]
    public async Task Stream_ProviderWhoseAnswersAllBreak_IsLeftAlone()
    {
        _bench.Provider("a").Say("Half").Fail(RouterBench.Away);
        for (var i = 0; i < 8; i++) await _bench.FailAsync(_bench.Model("m", "a"));

        Assert.True(Assert.Single(_bench.Guards.States).IsFailing);
    }
}
