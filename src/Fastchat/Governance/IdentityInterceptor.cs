using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Access;
using Fastchat.Governance.Identity;
using Fastchat.Governance.Identity.Tokens;
using Fastchat.Rpc.Calls;
using Grpc.Core;

namespace Fastchat.Governance;

/// <summary>
/// Finds out who calls. A key or a token comes as <c>Authorization: Bearer …</c> or as <c>X-API-Key</c>. Whoever is not known
/// is told how to show who he is. Source: RFC 6750, section 3.
/// </summary>
public sealed class IdentityInterceptor(KeyRing keys, TokenReader tokens, AccessRules rules) : CallInterceptor
{
    private const string Bearer = "Bearer ";
    private const string Challenge = "www-authenticate";

    /// <inheritdoc />
    public override async Task InterceptAsync(ServerCall call, CallHandler next)
    {
        var rule = rules.For(call.RpcMethod);
        if (!rule.Public) await IdentifyAsync(call);
        if (rule.CarriesCalls) call.Observe(new CallerWatch(() => KnowAsync(call)));
        await next(call);
    }

    private async ValueTask IdentifyAsync(ServerCall call)
    {
        try
        {
            await KnowAsync(call);
        }
        catch (FastchatException e) when (ErrorTable.Kind(e.Reason).Code == StatusCode.Unauthenticated)
        {
            call.SetResponseHeader(Challenge, e.Reason == ErrorReason.MissingApiKey ? "Bearer" : "Bearer error=\"invalid_token\"");
            throw;
        }
    }

    private async ValueTask KnowAsync(ServerCall call)
    {
        var caller = await FindAsync(call);
        if (!caller.IsServed) throw new FastchatException(ErrorReason.TenantSuspended, "This tenant is suspended; ask whoever operates the server.");
        call.Principal = caller;
    }

    private async ValueTask<Caller> FindAsync(ServerCall call)
    {
        var shown = Read(call) ?? throw new FastchatException(ErrorReason.MissingApiKey,
            "No API key was sent. Send it as 'Authorization: Bearer fc_…' or as 'X-API-Key: fc_…'.");
        if (tokens.Takes(shown)) return await tokens.ReadAsync(shown, call.CancellationToken);
        return await keys.FindAsync(shown, call.CancellationToken) ?? throw new FastchatException(ErrorReason.InvalidApiKey,
            "The API key is not known here, has been revoked or has expired.");
    }

    private static string? Read(ServerCall call)
    {
        if (call.Header("authorization") is { } authorization)
            return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) && authorization.Length > Bearer.Length ? authorization[Bearer.Length..].Trim() : null;
        return call.Header("x-api-key") is { Length: > 0 } key ? key : null;
    }
}
