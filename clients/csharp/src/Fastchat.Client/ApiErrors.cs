using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace Fastchat.Client;

/// <summary>Makes the exceptions of failed calls: the one place where a code becomes a type.</summary>
internal static class ApiErrors
{
    private const string Domain = "fastchat.dev";
    private const string DetailsTrailer = "grpc-status-details-bin";

    /// <summary>Of a call that ended with another status than OK.</summary>
    public static FastchatApiException FromCall(RpcException exception)
    {
        var details = ReadDetails(exception.Trailers);
        var info = First<ErrorInfo>(details, ErrorInfo.Descriptor.FullName, found => found.Domain == Domain);
        var violation = First<BadRequest>(details, BadRequest.Descriptor.FullName, found => found.FieldViolations.Count > 0);
        var param = info?.Metadata.GetValueOrDefault("param") ?? violation?.FieldViolations[0].Field;
        return Create(exception.Status.Detail, exception.StatusCode, info?.Reason, param, retryable: null, exception);
    }

    /// <summary>Of a reason as events state it: in lower case, without a code.</summary>
    public static FastchatApiException FromReason(string reason, string message, bool retryable)
    {
        var name = reason.ToUpperInvariant();
        return Create(message, ErrorReasons.Find(name)?.Code ?? StatusCode.Unknown, name, param: null, retryable, inner: null);
    }

    /// <summary>Of a stream that ended with OK, but before its terminal event.</summary>
    public static FastchatApiException Unfinished() =>
        new UnavailableException("The stream ended before its last event.", StatusCode.Unavailable, retryable: true);

    private static FastchatApiException Create(string detail, StatusCode code, string? reason, string? param, bool? retryable, Exception? inner)
    {
        var message = Hint(code, reason) is { } hint ? $"{detail.TrimEnd('.')}. {hint}" : detail;
        var mayRetry = retryable ?? ErrorReasons.Find(reason ?? "")?.Retryable ?? IsRetryable(code);
        return code switch
        {
            StatusCode.Unauthenticated => new AuthenticationException(message, code, reason, param, mayRetry, inner),
            StatusCode.NotFound => new NotFoundException(message, code, reason, param, mayRetry, inner),
            StatusCode.InvalidArgument => new InvalidArgumentException(message, code, reason, param, mayRetry, inner),
            StatusCode.Unavailable => new UnavailableException(message, code, reason, param, mayRetry, inner),
            StatusCode.ResourceExhausted => new RateLimitException(message, code, reason, param, mayRetry, inner),
            _ => new FastchatApiException(message, code, reason, param, mayRetry, inner),
        };
    }

    private static bool IsRetryable(StatusCode code) => code is StatusCode.Unavailable or StatusCode.Aborted or StatusCode.ResourceExhausted;

    private static string? Hint(StatusCode code, string? reason) => (code, reason) switch
    {
        (_, "MODEL_NOT_FOUND") => "client.Models.ListAsync() names the models on offer.",
        (StatusCode.Unauthenticated, _) => "Check the apiKey given to FastchatClient, or FASTCHAT_API_KEY.",
        (StatusCode.DeadlineExceeded, _) => $"Raise {nameof(FastchatClientOptions)}.{nameof(FastchatClientOptions.Timeout)} to wait longer.",
        // A reason comes from a server, so one was reached; without it the address may be wrong.
        (StatusCode.Unavailable, null) => "Check the address given to FastchatClient, or FASTCHAT_URL.",
        _ => null,
    };

    private static IReadOnlyList<Any> ReadDetails(Metadata trailers)
    {
        if (trailers.GetValueBytes(DetailsTrailer) is not { } bytes) return [];
        try
        {
            return Google.Rpc.Status.Parser.ParseFrom(bytes).Details;
        }
        catch (InvalidProtocolBufferException)
        {
            // The status stands without its details.
            return [];
        }
    }

    // By name: the type URL's host is the sender's choice.
    private static T? First<T>(IEnumerable<Any> details, string name, Func<T, bool> matches)
        where T : class, IMessage<T>, new() =>
        details.Where(detail => Any.GetTypeName(detail.TypeUrl) == name).Select(detail => detail.Unpack<T>()).FirstOrDefault(matches);
}
