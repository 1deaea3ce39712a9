using Grpc.Core;

namespace Fastchat.Client;

/// <summary>The server, or the model behind it, cannot be reached.</summary>
/// <inheritdoc cref="FastchatApiException(string, StatusCode, string, string, bool, Exception)" path="/param" />
public sealed class UnavailableException(
    string message, StatusCode code, string? reason = null, string? param = null, bool retryable = false, Exception? inner = null)
    : FastchatApiException(message, code, reason, param, retryable, inner);
