using System.Collections.Concurrent;
using Fastchat.Governance.Access;
using Fastchat.Governance.Identity;
using Fastchat.Rpc.Calls;
using Google.Protobuf.Reflection;

namespace Fastchat.Governance.Idempotency;

/// <summary>
/// Does a request once that its caller has named by the header Idempotency-Key, however often it is sent. It stands innermost: what
/// is answered again was allowed again. Methods that are safe to repeat, and those that name requests by a field of theirs, it lets be.
/// </summary>
public sealed class IdempotencyInterceptor(AccessRules rules, IdempotencyStore store, TimeProvider clock) : CallInterceptor
{
    private const string Field = "request_id";

    private readonly ConcurrentDictionary<RpcMethod, bool> _holds = new();

    /// <inheritdoc />
    public override Task InterceptAsync(ServerCall call, CallHandler next) =>
        call.Header(IdempotentRequest.Header) is { Length: > 0 } name && call.Principal is Caller { Tenant: not null } caller && call is not InnerCall && _holds.GetOrAdd(call.RpcMethod, Holds)
            ? HoldAsync(call, caller, name, next)
            : next(call);

    private async Task HoldAsync(ServerCall call, Caller caller, string name, CallHandler next)
    {
        await using var held = new IdempotentCall(call, caller, name, store, clock);
        call.Observe(held);
        await next(call);
    }

    private bool Holds(RpcMethod method) =>
        rules.For(method) is { Idempotent: false, Public: false } && !method.Safe && !method.ClientStreams && !NamesRequests(method.Descriptor.InputType);

    private static bool NamesRequests(MessageDescriptor request) => request.Fields.InDeclarationOrder()
        .Any(f => f.Name == Field || (f is { FieldType: FieldType.Message, IsRepeated: false } && f.MessageType.FindFieldByName(Field) is not null));
}
