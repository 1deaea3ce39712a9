using Fastchat.Contracts.Errors.V1;
using Google.Protobuf;

namespace Fastchat.Foundation;

/// <summary>
/// The one way the domain says no. <see cref="ErrorTable"/> maps the reason to codes; the message goes to the caller and
/// so holds no secret; what caused it stays in <see cref="Exception.InnerException"/>, for logs.
/// </summary>
/// <param name="reason">Why.</param>
/// <param name="message">What is wrong and what would be right, for the caller to read.</param>
/// <param name="param">The path of the field to blame, for example <c>messages[2].role</c>.</param>
/// <param name="inner">What caused it.</param>
public sealed class FastchatException(ErrorReason reason, string message, string? param = null, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>Why.</summary>
    public ErrorReason Reason { get; } = reason;

    /// <summary>The path of the field to blame; null where none is.</summary>
    public string? Param { get; } = param;

    /// <summary>How long to wait before the call is repeated, where that is known.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>How much of an answer had left before it broke; null where none had begun.</summary>
    public Delivered? Delivered { get; init; }

    /// <summary>What goes with the refusal for programs, over the protocols that carry messages; null for nothing.</summary>
    public IMessage? Detail { get; init; }

    /// <summary>A field whose value cannot be served.</summary>
    public static FastchatException InvalidValue(string param, string message) =>
        new(ErrorReason.InvalidValue, message, param);

    /// <summary>A required field that is missing.</summary>
    public static FastchatException MissingField(string param) =>
        new(ErrorReason.MissingField, $"{param} is required.", param);
}
