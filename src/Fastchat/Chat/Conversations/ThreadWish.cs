using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.Type.V1;
using Fastchat.Foundation;

namespace Fastchat.Chat.Conversations;

/// <summary>The thread that a request goes on, or begins.</summary>
/// <param name="ConversationId">The conversation that it is.</param>
/// <param name="OnBusy">What becomes of the request when the thread is busy.</param>
/// <param name="Param">The field in which the caller named it, for errors.</param>
internal sealed record ThreadWish(string ConversationId, OnBusy OnBusy, string Param)
{
    /// <summary>Whether it begins with this request.</summary>
    public bool IsNew { get; init; }

    /// <summary>Whether what was said before is told to the model.</summary>
    public bool Remembers { get; init; } = true;

    /// <summary>Whether nothing is to be kept of the run itself.</summary>
    public bool Forgets { get; init; }

    /// <summary>What an <c>on_busy</c> means; enqueue when nothing is stated.</summary>
    /// <exception cref="FastchatException">INVALID_VALUE.</exception>
    public static OnBusy Policy(OnBusy stated)
    {
        if (!Enum.IsDefined(stated)) throw FastchatException.InvalidValue("on_busy", "on_busy must be reject, enqueue, interrupt or rollback.");
        return stated == OnBusy.Unspecified ? OnBusy.Enqueue : stated;
    }

    /// <summary>The error of a thread that is not there.</summary>
    public FastchatException NotFound() => Param == "conversation"
        ? new(ErrorReason.ConversationNotFound, $"There is no conversation '{ConversationId}'.", Param)
        : NotFound(ThreadShapes.ThreadOf(ConversationId), Param);

    /// <summary>The error of a thread that is not there.</summary>
    public static FastchatException NotFound(string threadId, string param) => new(ErrorReason.ConversationNotFound, $"There is no thread '{threadId}'.", param);
}
