using Grpc.Core;

namespace Fastchat.Client;

/// <summary>A call that failed. Everything this package throws about a call is one of these, but for your own cancellation.</summary>
/// <param name="message">What is wrong, and where it helps, which option to change.</param>
/// <param name="code">The gRPC code.</param>
/// <param name="reason">The reason, for example "FILE_NOT_FOUND".</param>
/// <param name="param">The field to blame.</param>
/// <param name="retryable">Whether the same call may succeed when repeated.</param>
/// <param name="inner">The error underneath.</param>
public class FastchatApiException(
    string message, StatusCode code, string? reason = null, string? param = null, bool retryable = false, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>The gRPC code, for example <see cref="StatusCode.NotFound"/>.</summary>
    public StatusCode Code { get; } = code;

    /// <summary>The reason: a name in <c>fastchat.errors.v1.ErrorReason</c> without its prefix, for example "FILE_NOT_FOUND"; null when the server did not state one.</summary>
    public string? Reason { get; } = reason;

    /// <summary>The field to blame, for example "temperature"; null when there is none.</summary>
    public string? Param { get; } = param;

    /// <summary>Whether the same call may succeed when repeated.</summary>
    public bool Retryable { get; } = retryable;
}
