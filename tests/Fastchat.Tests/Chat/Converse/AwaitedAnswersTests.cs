using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;

namespace Fastchat.Chat.Converse;

public sealed class AwaitedAnswersTests
{
    private readonly AwaitedAnswers _awaited = new();

    [Fact]
    public void Answer_ThatNothingWaitsFor_IsRefusedByTheCallsName()
    {
        using var question = _awaited.Ask("run_1", "call_1", AwaitedKind.Result);

        Assert.Equal((ErrorReason.InvalidValue, "call_id"), Refusal("", "call_2", AwaitedKind.Result));
        Assert.Equal((ErrorReason.InvalidValue, "call_id"), Refusal("", "call_1", AwaitedKind.Approval));
        Assert.Equal((ErrorReason.InvalidValue, "call_id"), Refusal("run_2", "call_1", AwaitedKind.Result));
        Assert.Equal((ErrorReason.MissingField, "call_id"), Refusal("", "", AwaitedKind.Result));
        Assert.False(question.Answered.IsCompleted);
    }

    [Fact]
    public async Task Answer_ToACallIdOfSeveralRuns_MustNameTheRun()
    {
        using var first = _awaited.Ask("run_1", "call_1", AwaitedKind.Result);
        using var second = _awaited.Ask("run_2", "call_1", AwaitedKind.Result);

        Assert.Equal((ErrorReason.InvalidValue, "run_id"), Refusal("", "call_1", AwaitedKind.Result));
        _awaited.Answer("run_2", "call_1", AwaitedKind.Result, new CallerAnswer("b"));

        Assert.Equal("b", (await second.Answered).Output);
        Assert.False(first.Answered.IsCompleted);
    }

    [Fact]
    public void Answer_GivenTwice_IsRefusedTheSecondTime()
    {
        using var question = _awaited.Ask("run_1", "call_1", AwaitedKind.Result);
        _awaited.Answer("", "call_1", AwaitedKind.Result, new CallerAnswer("a"));

        Assert.Equal((ErrorReason.InvalidValue, "call_id"), Refusal("", "call_1", AwaitedKind.Result));
    }

    private (ErrorReason, string?) Refusal(string runId, string callId, AwaitedKind kind)
    {
        var refusal = Assert.Throws<FastchatException>(() => _awaited.Answer(runId, callId, kind, new CallerAnswer("x")));
        return (refusal.Reason, refusal.Param);
    }
}
