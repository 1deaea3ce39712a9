using Grpc.Core;

namespace Fastchat.Client;

/// <summary>There is no such thing in the caller's tenant.</summary>
/// <inheritdoc cref="FastchatApiException(string, StatusCode, string, string, bool, Exception)" path="/param" />
public sealed class NotFoundException(
    string message, StatusCode code, string? reason = null, string? param = null, bool retryable = false, Exception? inner = null)
    : FastchatApiException(message, code, reason, param, retryable, inner);
