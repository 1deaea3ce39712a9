using Grpc.Core;

namespace Fastchat.Foundation;

/// <summary>What a reason means on each wire.</summary>
/// <param name="Code">The gRPC code.</param>
/// <param name="HttpStatus">The HTTP status of REST replies.</param>
/// <param name="Type">OpenAI's error type.</param>
/// <param name="Retryable">Whether the same call may succeed when repeated.</param>
public sealed record ErrorKind(StatusCode Code, int HttpStatus, string Type, bool Retryable);
