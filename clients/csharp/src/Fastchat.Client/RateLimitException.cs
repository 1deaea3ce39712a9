using Grpc.Core;

namespace Fastchat.Client;

/// <summary>A limit has been reached; try again later.</summary>
/// <inheritdoc cref="FastchatApiException(string, StatusCode, string, string, bool, Exception)" path="/param" />
public sealed class RateLimitException(
    string message, StatusCode code, string? reason = null, string? param = null, bool retryable = false, Exception? inner = null)
    : FastchatApiException(message, code, reason, param, retryable, inner);
