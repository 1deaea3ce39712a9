using System.Collections.Frozen;
using Fastchat.Contracts.Errors.V1;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Fastchat.Client;

/// <summary>What each reason means, as its comment in the contract says.</summary>
internal static class ErrorReasons
{
    private const string Prefix = "ERROR_REASON_";

    private static readonly FrozenDictionary<string, Meaning> ByName = ErrorReasonReflection.Descriptor.EnumTypes
        .Single(type => type.Name == nameof(ErrorReason)).Values
        .Where(value => value.Number != (int)ErrorReason.Unspecified)
        .ToFrozenDictionary(value => value.Name[Prefix.Length..], value => MeaningOf((ErrorReason)value.Number));

    /// <summary>The meaning of a reason by its name without prefix; null for one that a newer server may send.</summary>
    public static Meaning? Find(string reason) => ByName.GetValueOrDefault(reason);

    /// <summary>The meaning of a reason of this version's contracts.</summary>
    public static Meaning MeaningOf(ErrorReason reason) => reason switch
    {
        ErrorReason.InvalidValue or ErrorReason.MissingField or ErrorReason.FileEmpty or ErrorReason.FileTypeUnsupported
            or ErrorReason.FileTypeMismatch or ErrorReason.FileUnreadable or ErrorReason.FileHasNoText
            or ErrorReason.UpstreamRejected or ErrorReason.InvalidPageToken or ErrorReason.ContentBlocked
            or ErrorReason.ContextLengthExceeded or ErrorReason.ContentRefused or ErrorReason.ParameterUnsupported
            or ErrorReason.AddressForbidden => new(StatusCode.InvalidArgument, false),
        ErrorReason.MissingApiKey or ErrorReason.InvalidApiKey or ErrorReason.InvalidToken => new(StatusCode.Unauthenticated, false),
        ErrorReason.PermissionDenied or ErrorReason.TenantSuspended or ErrorReason.PolicyDenied => new(StatusCode.PermissionDenied, false),
        ErrorReason.FileNotFound or ErrorReason.CollectionNotFound or ErrorReason.DocumentNotFound or ErrorReason.ModelNotFound
            or ErrorReason.RunNotFound or ErrorReason.TenantNotFound or ErrorReason.CompletionNotFound or ErrorReason.ResponseNotFound or ErrorReason.KeyNotFound
            or ErrorReason.LimitNotFound or ErrorReason.PolicyRuleNotFound or ErrorReason.WorkspaceNotFound
            or ErrorReason.ErasureNotFound or ErrorReason.ProviderNotFound or ErrorReason.ConversationNotFound or ErrorReason.ItemNotFound or ErrorReason.ToolNotFound
            or ErrorReason.WebhookNotFound or ErrorReason.WebhookDeliveryNotFound or ErrorReason.UploadNotFound => new(StatusCode.NotFound, false),
        ErrorReason.ToolLimitReached => new(StatusCode.ResourceExhausted, false),
        ErrorReason.TenantErased or ErrorReason.UploadNotPending => new(StatusCode.FailedPrecondition, false),
        ErrorReason.TenantExists or ErrorReason.RequestIdReused or ErrorReason.RequestDone => new(StatusCode.AlreadyExists, false),
        ErrorReason.FileTooLarge or ErrorReason.StreamCursorExpired => new(StatusCode.OutOfRange, false),
        ErrorReason.DecoderMissing or ErrorReason.UpstreamUnauthorized => new(StatusCode.FailedPrecondition, false),
        ErrorReason.UpstreamUnavailable or ErrorReason.UpstreamStreamBroken or ErrorReason.DatabaseUnavailable
            or ErrorReason.IdentityProviderUnavailable or ErrorReason.ModelOverloaded
            or ErrorReason.ResponseFormatViolated or ErrorReason.StreamExpired => new(StatusCode.Unavailable, true),
        ErrorReason.UpstreamTimeout or ErrorReason.CallUnanswered => new(StatusCode.DeadlineExceeded, true),
        ErrorReason.UpstreamRateLimited or ErrorReason.RateLimitExceeded or ErrorReason.ThreadQueueFull => new(StatusCode.ResourceExhausted, true),
        ErrorReason.Interrupted or ErrorReason.ThreadBusy or ErrorReason.RequestInProgress => new(StatusCode.Aborted, true),
        ErrorReason.RegistryConflict => new(StatusCode.Aborted, false),
        ErrorReason.DataUnreadable => new(StatusCode.DataLoss, false),
        ErrorReason.Cancelled => new(StatusCode.Cancelled, true),
        ErrorReason.Internal => new(StatusCode.Internal, true),
        ErrorReason.AuditUnavailable => new(StatusCode.Internal, false),
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "The contracts have a reason that has no meaning here."),
    };

    /// <summary>What a reason means.</summary>
    /// <param name="Code">The gRPC code it comes with.</param>
    /// <param name="Retryable">Whether the same call may succeed when repeated.</param>
    internal sealed record Meaning(StatusCode Code, bool Retryable);
}
