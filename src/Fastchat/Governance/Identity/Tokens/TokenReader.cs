using System.Collections.Frozen;
using Fastchat.Foundation;
using Fastchat.Governance.Tenants;

namespace Fastchat.Governance.Identity.Tokens;

/// <summary>Tells who holds a token. The issuer is chosen by <c>iss</c> from those that are configured, before anything else of the token counts.</summary>
public sealed class TokenReader : IDisposable
{
    private readonly FrozenDictionary<string, Issuer> _issuers;
    private readonly TokenCallers _callers;
    private readonly TokenMemory _memory;
    private readonly IDisposable _watch;

    /// <summary>Watches for changes of tenants from now on.</summary>
    internal TokenReader(IssuerDirectory issuers, TenantStore tenants, TimeProvider clock)
    {
        _issuers = issuers.All.ToFrozenDictionary(i => i.Options.Issuer, StringComparer.Ordinal);
        _callers = new TokenCallers(tenants);
        _memory = new TokenMemory(clock);
        _watch = tenants.Watch(_memory.Forget);
    }

    /// <summary>Whether a credential is a token that can be read here.</summary>
    public bool Takes(string credential) => _issuers.Count > 0 && TokenFormat.IsToken(credential);

    /// <summary>The holder of a token.</summary>
    /// <exception cref="FastchatException">INVALID_TOKEN, PERMISSION_DENIED or IDENTITY_PROVIDER_UNAVAILABLE.</exception>
    public ValueTask<Caller> ReadAsync(string token, CancellationToken cancellationToken) =>
        _memory.Find(token) is { } known ? ValueTask.FromResult(known) : new ValueTask<Caller>(VerifyAsync(token, cancellationToken));

    /// <inheritdoc />
    public void Dispose() => _watch.Dispose();

    private async Task<Caller> VerifyAsync(string text, CancellationToken cancellationToken)
    {
        var changes = _memory.Changes;
        var token = TokenFormat.Read(text);
        if (!_issuers.TryGetValue(token.Issuer, out var issuer)) throw TokenRefusal.Invalid("The token is of an issuer that is not known here ('iss').");
        await issuer.VerifyAsync(token, cancellationToken);
        var caller = await _callers.ReadAsync(issuer.Options, token, cancellationToken);
        _memory.Keep(text, caller, new DateTimeOffset(token.ValidTo, TimeSpan.Zero), changes);
        return caller;
    }
}
