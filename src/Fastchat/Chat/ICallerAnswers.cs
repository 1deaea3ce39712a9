using Fastchat.Contracts.Chat.V1;

namespace Fastchat.Chat;

/// <summary>A caller who is there while his turn runs, and answers what it asks him. Calls of one round may be asked at once.</summary>
public interface ICallerAnswers
{
    /// <summary>What a call of the caller's own tool gave; waits until he says it.</summary>
    /// <param name="call">The call, with the arguments that the model gave.</param>
    /// <param name="cancellationToken">Fires when the turn waits no longer.</param>
    ValueTask<string> AnswerAsync(RequestedCall call, CancellationToken cancellationToken);

    /// <summary>Whether the server may make a call that needs the caller's leave; waits until he says so.</summary>
    /// <param name="call">The call, with the arguments that the model gave.</param>
    /// <param name="cancellationToken">Fires when the turn waits no longer.</param>
    ValueTask<bool> ApproveAsync(RequestedCall call, CancellationToken cancellationToken);
}
