using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using RpcStatus = Google.Rpc.Status;

namespace Fastchat.Rpc.Calls;

/// <summary>A refusal or failure before any protocol has rendered it.</summary>
/// <param name="Code">The gRPC code.</param>
/// <param name="Message">What is wrong and what would be right, for the caller.</param>
public sealed record RpcFault(StatusCode Code, string Message)
{
    /// <summary>The trailer that carries <see cref="RpcStatus"/>.</summary>
    public const string DetailsTrailer = "grpc-status-details-bin";

    /// <summary>Why, for programs: upper case with underscores; null where the code says enough.</summary>
    public string? Reason { get; init; }

    /// <summary>Who defines <see cref="Reason"/>; null for the host: see <see cref="RpcOptions.ErrorDomain"/>.</summary>
    public string? Domain { get; init; }

    /// <summary>The path of the request field to blame, for example <c>messages[2].role</c>.</summary>
    public string? Param { get; init; }

    /// <summary>The HTTP status of REST replies; null for the one that belongs to <see cref="Code"/>.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>The family of the error in REST replies; null for the one that belongs to the HTTP status.</summary>
    public string? Type { get; init; }

    /// <summary>How long to wait before the call is repeated.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Further facts for programs, sent as metadata of ErrorInfo beside <see cref="Param"/>.</summary>
    public IReadOnlyDictionary<string, string>? Facts { get; init; }

    /// <summary>The trailers that the failing service attached, sent along.</summary>
    public Metadata? Trailers { get; init; }

    /// <summary>Further details, of types that the service knows.</summary>
    public IReadOnlyList<Any> OtherDetails { get; init; } = [];

    /// <summary>The HTTP status that it is told with.</summary>
    public int StatusOverHttp => HttpStatus ?? StatusCodeTable.HttpStatus(Code);

    /// <summary>The family that it is told with.</summary>
    public string Family => Type ?? StatusOverHttp switch
    {
        401 => "authentication_error",
        403 => "permission_error",
        429 => "rate_limit_error",
        >= 500 => "server_error",
        _ => "invalid_request_error",
    };

    /// <summary>A request that cannot be read.</summary>
    public static RpcFault InvalidArgument(string message, string? param = null, string reason = "INVALID_VALUE") =>
        new(StatusCode.InvalidArgument, message) { Param = param, Reason = reason };

    /// <summary>The beginning of a text that may be as long as a caller likes, for a message that repeats it.</summary>
    internal static string Cut(string text, int length = 200) =>
        text.Length <= length ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[length - 1]) ? length - 1 : length), "…");

    /// <summary>More requests than the one that a method takes. Source: gRPC, "Status codes".</summary>
    internal static RpcFault TooManyRequests(string method) =>
        new(StatusCode.Unimplemented, $"{method} takes one request message, but more came.") { Reason = "TOO_MANY_REQUESTS" };

    /// <summary>Whether there is more to tell than code and message.</summary>
    public bool HasDetails => Reason is not null || Param is not null || RetryAfter is not null || OtherDetails.Count > 0;

    /// <summary>The fault as <c>google.rpc.Status</c> with ErrorInfo, BadRequest and RetryInfo.</summary>
    public RpcStatus ToStatus()
    {
        var status = new RpcStatus { Code = (int)Code, Message = Message };
        status.Details.Add(Details());
        return status;
    }

    /// <summary>The details, one message each.</summary>
    public IEnumerable<Any> Details()
    {
        if (Reason is not null)
        {
            var info = new ErrorInfo { Reason = Reason, Domain = Domain ?? "" };
            if (Param is not null) info.Metadata["param"] = Param;
            foreach (var (name, value) in Facts ?? new Dictionary<string, string>()) info.Metadata[name] = value;
            yield return Any.Pack(info);
        }

        if (Param is not null)
        {
            yield return Any.Pack(new BadRequest
            {
                FieldViolations = { new BadRequest.Types.FieldViolation { Field = Param, Description = Message } },
            });
        }

        if (RetryAfter is { } delay) yield return Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(delay) });
        foreach (var detail in OtherDetails) yield return detail;
    }
}
