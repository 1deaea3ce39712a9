using Grpc.Core;

namespace Fastchat.Client;

/// <summary>The request cannot be served as it is; <see cref="FastchatApiException.Param"/> names the field.</summary>
/// <inheritdoc cref="FastchatApiException(string, StatusCode, string, string, bool, Exception)" path="/param" />
public sealed class InvalidArgumentException(
    string message, StatusCode code, string? reason = null, string? param = null, bool retryable = false, Exception? inner = null)
    : FastchatApiException(message, code, reason, param, retryable, inner);
