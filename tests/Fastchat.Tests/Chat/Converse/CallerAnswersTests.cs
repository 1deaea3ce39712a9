using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Testing;

namespace Fastchat.Chat.Converse;

public sealed class CallerAnswersTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly FakeClock _clock = new();
    private readonly AwaitedAnswers _awaited = new();
    private readonly List<AwaitedAnswer> _told = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Result_OfTheAwaitedCall_IsWhatTheTurnGets()
    {
        var waiting = Of("run_1").AnswerAsync(Call("call_1"), Ct).AsTask();

        _awaited.Answer("", "call_1", AwaitedKind.Result, new CallerAnswer(Output: "42"));

        Assert.Equal("42", await waiting);
        var told = Assert.Single(_told);
        Assert.Equal(("run_1", AwaitedKind.Result, "call_1"), (told.RunId, told.Kind, told.Call.CallId));
        Assert.Equal(_clock.GetUtcNow() + Patience, told.ExpireTime.ToDateTimeOffset());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Approval_GivenOrDenied_IsWhatTheTurnGets(bool approve)
    {
        var waiting = Of("run_1").ApproveAsync(Call("call_1"), Ct).AsTask();

        _awaited.Answer("run_1", "call_1", AwaitedKind.Approval, new CallerAnswer(Approves: approve));

        Assert.Equal(approve, await waiting);
        Assert.Equal(AwaitedKind.Approval, Assert.Single(_told).Kind);
    }

    [Fact]
    public async Task Calls_OfOneRound_MayBeAnsweredInAnyOrder()
    {
        var run = Of("run_1");
        var first = run.AnswerAsync(Call("call_1"), Ct).AsTask();
        var second = run.AnswerAsync(Call("call_2"), Ct).AsTask();

        _awaited.Answer("", "call_2", AwaitedKind.Result, new CallerAnswer(Output: "b"));
        _awaited.Answer("", "call_1", AwaitedKind.Result, new CallerAnswer(Output: "a"));

        Assert.Equal(["a", "b"], [await first, await second]);
    }

    [Fact]
    public async Task Caller_WhoIsSilent_IsWaitedForUntilTheTimeIsOver()
    {
        var waiting = Of("run_1").AnswerAsync(Call("call_1"), Ct).AsTask();

        _clock.Advance(Patience);

        Assert.Equal(ErrorReason.CallUnanswered, (await Assert.ThrowsAsync<FastchatException>(() => waiting)).Reason);
        Assert.Equal("call_id", Late().Param);
    }

    [Fact]
    public async Task Caller_WhoClosesHisSide_AnswersNothingMore()
    {
        var waiting = Of("run_1").AnswerAsync(Call("call_1"), Ct).AsTask();

        _awaited.Close();

        Assert.Equal(ErrorReason.CallUnanswered, (await Assert.ThrowsAsync<FastchatException>(() => waiting)).Reason);
        Assert.Equal(ErrorReason.CallUnanswered, (await Assert.ThrowsAsync<FastchatException>(() => Of("run_1").ApproveAsync(Call("call_2"), Ct).AsTask())).Reason);
        Assert.Single(_told);
    }

    [Fact]
    public async Task Caller_WhoHasGone_IsAnUnansweredCallAndNoFailureOfTheServer()
    {
        var run = new StreamedRun();
        run.See(new ChatEvent { RunId = "run_1" });
        var answers = new CallerAnswers(run, _awaited, _ => throw new OperationCanceledException(), Patience, _clock);

        Assert.Equal(ErrorReason.CallUnanswered, (await Assert.ThrowsAsync<FastchatException>(() => answers.AnswerAsync(Call("call_1"), Ct).AsTask())).Reason);
    }

    [Fact]
    public async Task Turn_ThatIsCancelled_WaitsNoLonger()
    {
        using var stop = new CancellationTokenSource();
        var waiting = Of("run_1").AnswerAsync(Call("call_1"), stop.Token).AsTask();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal("call_id", Late().Param);
    }

    private FastchatException Late() => Assert.Throws<FastchatException>(() => _awaited.Answer("", "call_1", AwaitedKind.Result, new CallerAnswer(Output: "late")));

    private static RequestedCall Call(string id) => new() { CallId = id, Name = "get_order", Arguments = "{}" };

    private CallerAnswers Of(string runId)
    {
        var run = new StreamedRun();
        run.See(new ChatEvent { RunId = runId });
        return new CallerAnswers(
            run,
            _awaited,
            awaited =>
            {
                _told.Add(awaited);
                return default;
            },
            Patience,
            _clock);
    }
}
