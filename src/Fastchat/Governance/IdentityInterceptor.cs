using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Access;
using Fastchat.Governance.Identity;
using Fastchat.Rpc.Calls;

namespace Fastchat.Governance;

/// <summary>Finds out who calls. A key comes as <c>Authorization: Bearer …</c> or as <c>X-API-Key</c>.</summary>
public sealed class IdentityInterceptor(KeyRing keys, AccessRules rules) : CallInterceptor
{
    private const string Bearer = "Bearer ";

    /// <inheritdoc />
    public override async Task InterceptAsync(ServerCall call, CallHandler next)
    {
        if (rules.For(call.RpcMethod).Public)
        {
            await next(call);
            return;
        }

        var key = Read(call) ?? throw new FastchatException(ErrorReason.MissingApiKey,
            "No API key was sent. Send it as 'Authorization: Bearer fc_…' or as 'X-API-Key: fc_…'.");
        var caller = await keys.FindAsync(key, call.CancellationToken) ?? throw new FastchatException(ErrorReason.InvalidApiKey,
            "The API key is not known here, has been revoked or has expired.");
        if (!caller.IsServed) throw new FastchatException(ErrorReason.TenantSuspended, "This tenant is suspended; ask whoever operates the server.");
        call.Principal = caller;
        await next(call);
    }

    private static string? Read(ServerCall call)
    {
        if (call.Header("authorization") is { } authorization)
            return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) && authorization.Length > Bearer.Length ? authorization[Bearer.Length..].Trim() : null;
        return call.Header("x-api-key") is { Length: > 0 } key ? key : null;
    }
}
