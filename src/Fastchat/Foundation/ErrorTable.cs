using System.Collections.Frozen;
using Fastchat.Contracts.Errors.V1;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Fastchat.Foundation;

/// <summary>The one table from reason to gRPC code, HTTP status, OpenAI error type and whether to repeat.</summary>
public static class ErrorTable
{
    private const string Invalid = "invalid_request_error";
    private const string Authentication = "authentication_error";
    private const string Permission = "permission_error";
    private const string RateLimit = "rate_limit_error";
    private const string Server = "server_error";

    private static readonly FrozenDictionary<ErrorReason, ErrorKind> Kinds = new Dictionary<ErrorReason, ErrorKind>
    {
        [ErrorReason.InvalidValue] = new(StatusCode.InvalidArgument, 400, Invalid, false),
        [ErrorReason.MissingField] = new(StatusCode.InvalidArgument, 400, Invalid, false),
        [ErrorReason.MissingApiKey] = new(StatusCode.Unauthenticated, 401, Authentication, false),
        [ErrorReason.InvalidApiKey] = new(StatusCode.Unauthenticated, 401, Authentication, false),
        [ErrorReason.PermissionDenied] = new(StatusCode.PermissionDenied, 403, Permission, false),
        [ErrorReason.TenantSuspended] = new(StatusCode.PermissionDenied, 403, Permission, false),
        [ErrorReason.PolicyDenied] = new(StatusCode.PermissionDenied, 403, Permission, false),
        [ErrorReason.FileNotFound] = new(StatusCode.NotFound, 404, Invalid, false),
        [ErrorReason.CollectionNotFound] = new(StatusCode.NotFound, 404, Invalid, false),
        [ErrorReason.DocumentNotFound] = new(StatusCode.NotFound, 404, Invalid, false),
        [ErrorReason.ModelNotFound] = new(StatusCode.NotFound, 404, Invalid, false),
        [ErrorReason.RunNotFound] = new(StatusCode.NotFound, 404, Invalid, false),
        [ErrorReason.TenantNotFound] = new(StatusCode.NotFound, 404, Invalid, false),
        [ErrorReason.ResponseNotFound] = new(StatusCode.NotFound, 404, Invalid, false),
        [ErrorReason.CompletionNotFound] = new(StatusCode.NotFound, 404, Invalid, false),
        [ErrorReason.KeyNotFound] = new(StatusCode.NotFound, 404, Invalid, false),
        [ErrorReason.LimitNotFound] = new(StatusCode.NotFound, 404, Invalid, false),
        [ErrorReason.PolicyRuleNotFound] = new(StatusCode.NotFound, 404, Invalid, false),
        [ErrorReason.WorkspaceNotFound] = new(StatusCode.NotFound, 404, Invalid, false),
        [ErrorReason.ErasureNotFound] = new(StatusCode.NotFound, 404, Invalid, false),
        [ErrorReason.ConversationNotFound] = new(StatusCode.NotFound, 404, Invalid, false),
        [ErrorReason.ItemNotFound] = new(StatusCode.NotFound, 404, Invalid, false),
        [ErrorReason.ThreadBusy] = new(StatusCode.Aborted, 409, Invalid, true),
        [ErrorReason.ThreadQueueFull] = new(StatusCode.ResourceExhausted, 429, RateLimit, true),
        [ErrorReason.ToolNotFound] = new(StatusCode.NotFound, 404, Invalid, false),
        [ErrorReason.ToolLimitReached] = new(StatusCode.ResourceExhausted, 422, Invalid, false),
        [ErrorReason.UploadNotFound] = new(StatusCode.NotFound, 404, Invalid, false),
        [ErrorReason.UploadNotPending] = new(StatusCode.FailedPrecondition, 400, Invalid, false),
        [ErrorReason.TenantErased] = new(StatusCode.FailedPrecondition, 409, Invalid, false),
        [ErrorReason.TenantExists] = new(StatusCode.AlreadyExists, 409, Invalid, false),
        [ErrorReason.FileEmpty] = new(StatusCode.InvalidArgument, 400, Invalid, false),
        [ErrorReason.FileTooLarge] = new(StatusCode.OutOfRange, 413, Invalid, false),
        [ErrorReason.FileTypeUnsupported] = new(StatusCode.InvalidArgument, 400, Invalid, false),
        [ErrorReason.FileTypeMismatch] = new(StatusCode.InvalidArgument, 400, Invalid, false),
        [ErrorReason.FileUnreadable] = new(StatusCode.InvalidArgument, 400, Invalid, false),
        [ErrorReason.FileHasNoText] = new(StatusCode.InvalidArgument, 400, Invalid, false),
        [ErrorReason.DecoderMissing] = new(StatusCode.FailedPrecondition, 501, Server, false),
        [ErrorReason.UpstreamUnavailable] = new(StatusCode.Unavailable, 503, Server, true),
        [ErrorReason.UpstreamRejected] = new(StatusCode.InvalidArgument, 400, Invalid, false),
        [ErrorReason.RateLimitExceeded] = new(StatusCode.ResourceExhausted, 429, RateLimit, true),
        [ErrorReason.UpstreamRateLimited] = new(StatusCode.ResourceExhausted, 429, RateLimit, true),
        [ErrorReason.UpstreamUnauthorized] = new(StatusCode.FailedPrecondition, 502, Server, false),
        [ErrorReason.UpstreamStreamBroken] = new(StatusCode.Unavailable, 502, Server, true),
        [ErrorReason.UpstreamTimeout] = new(StatusCode.DeadlineExceeded, 504, Server, true),
        [ErrorReason.ModelOverloaded] = new(StatusCode.Unavailable, 503, Server, true),
        [ErrorReason.ContextLengthExceeded] = new(StatusCode.InvalidArgument, 400, Invalid, false),
        [ErrorReason.ContentRefused] = new(StatusCode.InvalidArgument, 400, Invalid, false),
        [ErrorReason.ParameterUnsupported] = new(StatusCode.InvalidArgument, 400, Invalid, false),
        [ErrorReason.ResponseFormatViolated] = new(StatusCode.Unavailable, 502, Server, true),
        [ErrorReason.ProviderNotFound] = new(StatusCode.NotFound, 404, Invalid, false),
        [ErrorReason.RequestIdReused] = new(StatusCode.AlreadyExists, 409, Invalid, false),
        [ErrorReason.RequestInProgress] = new(StatusCode.Aborted, 409, Invalid, true),
        [ErrorReason.RequestDone] = new(StatusCode.AlreadyExists, 409, Invalid, false),
        [ErrorReason.StreamCursorExpired] = new(StatusCode.OutOfRange, 410, Invalid, false),
        [ErrorReason.WebhookNotFound] = new(StatusCode.NotFound, 404, Invalid, false),
        [ErrorReason.WebhookDeliveryNotFound] = new(StatusCode.NotFound, 404, Invalid, false),
        [ErrorReason.RegistryConflict] = new(StatusCode.Aborted, 409, Invalid, false),
        [ErrorReason.AddressForbidden] = new(StatusCode.InvalidArgument, 400, Invalid, false),
        [ErrorReason.Interrupted] = new(StatusCode.Aborted, 409, Server, true),
        [ErrorReason.ContentBlocked] = new(StatusCode.InvalidArgument, 400, Invalid, false),
        [ErrorReason.InvalidPageToken] = new(StatusCode.InvalidArgument, 400, Invalid, false),
        [ErrorReason.Cancelled] = new(StatusCode.Cancelled, 499, Invalid, true),
        [ErrorReason.CallUnanswered] = new(StatusCode.DeadlineExceeded, 408, Invalid, true),
        [ErrorReason.StreamExpired] = new(StatusCode.Unavailable, 503, Server, true),
        [ErrorReason.InvalidToken] = new(StatusCode.Unauthenticated, 401, Authentication, false),
        [ErrorReason.IdentityProviderUnavailable] = new(StatusCode.Unavailable, 503, Server, true),
        [ErrorReason.DatabaseUnavailable] = new(StatusCode.Unavailable, 503, Server, true),
        [ErrorReason.AuditUnavailable] = new(StatusCode.Internal, 500, Server, false),
        [ErrorReason.DataUnreadable] = new(StatusCode.DataLoss, 500, Server, false),
        [ErrorReason.Internal] = new(StatusCode.Internal, 500, Server, true),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<ErrorReason, string> Names = ErrorReasonReflection.Descriptor
        .EnumTypes.Single(e => e.Name == nameof(ErrorReason)).Values
        .ToFrozenDictionary(v => (ErrorReason)v.Number, v => v.Name["ERROR_REASON_".Length..]);

    /// <summary>What a reason means on each wire.</summary>
    public static ErrorKind Kind(ErrorReason reason) => Kinds[reason];

    /// <summary>Whether a call that was refused for a reason, by its name, may succeed when repeated; reasons that are none of ours say no.</summary>
    public static bool IsRetryable(string name) => Names.FirstOrDefault(n => n.Value == name) is { Value: not null } found && Kind(found.Key).Retryable;

    /// <summary>The reason without its prefix, in upper case as ErrorInfo carries it: FILE_NOT_FOUND.</summary>
    public static string Name(ErrorReason reason) => Names[reason];

    /// <summary>The reason as REST and stored errors spell it: file_not_found.</summary>
    public static string Code(ErrorReason reason) => Names[reason].ToLowerInvariant();

    /// <summary>The reason that <see cref="Code"/> spells; INTERNAL for a word that is none.</summary>
    public static ErrorReason FromCode(string code) =>
        Names.FirstOrDefault(n => string.Equals(n.Value, code, StringComparison.OrdinalIgnoreCase)) is { Value: not null } found
            ? found.Key
            : ErrorReason.Internal;
}
