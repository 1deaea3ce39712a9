using Grpc.Core;

namespace Fastchat.Client;

/// <summary>No key, or not one that the server knows.</summary>
/// <inheritdoc cref="FastchatApiException(string, StatusCode, string, string, bool, Exception)" path="/param" />
public sealed class AuthenticationException(
    string message, StatusCode code, string? reason = null, string? param = null, bool retryable = false, Exception? inner = null)
    : FastchatApiException(message, code, reason, param, retryable, inner);
