using Fastchat.Contracts.Chat.V1;

namespace Fastchat.Chat.Rounds;

/// <summary>A caller who answers at once what a test says.</summary>
internal sealed class FakeAnswers : ICallerAnswers
{
    public Func<RequestedCall, string> Answer { get; init; } = _ => "";

    public Func<RequestedCall, bool> Approve { get; init; } = _ => true;

    public ValueTask<string> AnswerAsync(RequestedCall call, CancellationToken cancellationToken) => ValueTask.FromResult(Answer(call));

    public ValueTask<bool> ApproveAsync(RequestedCall call, CancellationToken cancellationToken) => ValueTask.FromResult(Approve(call));
}
