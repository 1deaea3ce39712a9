using Fastchat.Foundation;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Fastchat.Governance.Identity.Tokens;

/// <summary>An issuer at work: whether a token is its own, and good now.</summary>
internal sealed class Issuer(IssuerOptions options, IssuerKeys keys, TimeProvider clock)
{
    private static readonly JsonWebTokenHandler Handler = new();

    /// <summary>Its settings.</summary>
    public IssuerOptions Options { get; } = options;

    /// <summary>Its keys.</summary>
    public IssuerKeys Keys { get; } = keys;

    /// <summary>Returns when the token is good.</summary>
    /// <exception cref="FastchatException">INVALID_TOKEN or IDENTITY_PROVIDER_UNAVAILABLE.</exception>
    public async Task VerifyAsync(JsonWebToken token, CancellationToken cancellationToken)
    {
        var candidates = await CandidatesAsync(token, cancellationToken);
        if (candidates.Count == 0) throw TokenRefusal.Invalid("The token is signed with a key that its issuer does not publish.");
        var result = await Handler.ValidateTokenAsync(token, Parameters(candidates));
        if (!result.IsValid) throw TokenRefusal.Of(result.Exception);
        CheckTimes(token);
        CheckParty(token);
    }

    private async ValueTask<IReadOnlyList<JsonWebKey>> CandidatesAsync(JsonWebToken token, CancellationToken cancellationToken)
    {
        var known = (await Keys.GetAsync(cancellationToken)).Candidates(token.Kid, token.Alg);
        if (known.Count > 0) return known;

        // Rolled over since they were read, or made up.
        return (await Keys.LoadAsync(cancellationToken))?.Candidates(token.Kid, token.Alg) ?? [];
    }

    private TokenValidationParameters Parameters(IReadOnlyList<JsonWebKey> candidates) => new()
    {
        ValidIssuer = Options.Issuer,
        ValidAudiences = Options.Audiences,
        ValidAlgorithms = TokenAlgorithms.Allowed,
        RequireAudience = true,
        RequireSignedTokens = true,
        RequireExpirationTime = true,

        // By our clock, below: the library has only the machine's.
        ValidateLifetime = false,
        IssuerSigningKeyResolver = (_, _, _, _) => candidates,
        TryAllIssuerSigningKeys = false,
    };

    private void CheckTimes(JsonWebToken token)
    {
        var now = clock.GetUtcNow();
        if (!token.TryGetPayloadValue<double>("exp", out _)) throw TokenRefusal.Invalid("The token has no expiry ('exp').");
        if (now >= ToTime(token.ValidTo) + Options.ClockSkew) throw TokenRefusal.Invalid("The token has expired.");
        if (now < ToTime(token.ValidFrom) - Options.ClockSkew) throw TokenRefusal.Invalid("The token is not valid yet.");
    }

    // An hour from the ends of time, so that a skew can be added.
    private static DateTimeOffset ToTime(DateTime utc) => new(Math.Clamp(utc.Ticks, TimeSpan.TicksPerHour, DateTime.MaxValue.Ticks - TimeSpan.TicksPerHour), TimeSpan.Zero);

    private void CheckParty(JsonWebToken token)
    {
        if (Options.AuthorizedParties.Count == 0) return;
        var claims = Claims.Of(token);
        var party = claims.Text("azp") ?? claims.Text("client_id");
        if (party is null || !Options.AuthorizedParties.Contains(party)) throw TokenRefusal.Invalid("The token was issued to a client that is not accepted here ('azp').");
    }
}
