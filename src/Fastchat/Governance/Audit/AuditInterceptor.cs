using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Access;
using Fastchat.Rpc.Calls;
using Fastchat.Storage;
using Grpc.Core;

namespace Fastchat.Governance.Audit;

/// <summary>
/// Leaves a record of each call whose method's contract says so, refused ones included. It stands behind identity, for a record
/// says who, and before access and limits, whose refusals are recorded too.
/// </summary>
public sealed class AuditInterceptor(AuditLog log, RepeatedRefusals refusals, AccessRules rules, TimeProvider clock) : CallInterceptor
{
    /// <inheritdoc />
    public override Task InterceptAsync(ServerCall call, CallHandler next) =>
        rules.For(call.RpcMethod) is { Audit: true, Public: false } rule ? RecordAsync(call, next, rule.Permission) : next(call);

    private async Task RecordAsync(ServerCall call, CallHandler next, string permission)
    {
        using var trail = new AuditTrail(call, log, refusals, permission, clock);
        call.Observe(trail);
        try
        {
            await next(call);
            await trail.EndAsync(call.Status.StatusCode == StatusCode.OK ? AuditEntry.Ok : Name(call.Status.StatusCode));
        }
        catch (Exception e)
        {
            // Rules have put down which of them decided; the message of a limit may hold a user's name, and names stay out.
            if (e is FastchatException { Reason: ErrorReason.PermissionDenied } refusal) trail.Decide($"deny: {refusal.Message}");
            if (e is FastchatException { Reason: ErrorReason.RateLimitExceeded }) trail.Decide("deny: a limit is reached");
            await EndAsync(trail, call, e);
            throw;
        }
    }

    private static async Task EndAsync(AuditTrail trail, ServerCall call, Exception failure)
    {
        try
        {
            await trail.EndAsync(Outcome(call, failure));
        }
        catch (FastchatException) when (failure is DatabaseUnavailableException)
        {
            // The same reason, and the call says it better: nothing was done.
        }
    }

    private static string Outcome(ServerCall call, Exception failure) => failure switch
    {
        FastchatException e => ErrorTable.Code(e.Reason),
        DatabaseUnavailableException => ErrorTable.Code(ErrorReason.DatabaseUnavailable),
        RpcFaultException { Fault: var fault } => fault.Reason?.ToLowerInvariant() ?? Name(fault.Code),
        RpcException e => Name(e.StatusCode),
        OperationCanceledException or IOException when call.DeadlineExceeded => "deadline_exceeded",
        OperationCanceledException or IOException when call.CancellationToken.IsCancellationRequested => ErrorTable.Code(ErrorReason.Cancelled),
        _ when ServerCall.IsUnreadable(failure) => "invalid_request",
        _ => ErrorTable.Code(ErrorReason.Internal),
    };

    private static string Name(StatusCode code) => code.ToString().ToLowerInvariant();
}
