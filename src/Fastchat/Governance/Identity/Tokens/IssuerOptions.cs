namespace Fastchat.Governance.Identity.Tokens;

/// <summary>An issuer whose tokens are taken, and what they mean here.</summary>
public sealed record IssuerOptions
{
    /// <summary>The longest clock skew that can be asked for.</summary>
    public static readonly TimeSpan MostClockSkew = TimeSpan.FromSeconds(60);

    /// <summary>What it is called in logs and ids of callers: 1 to 32 of a-z, 0-9 and hyphens; no two have the same.</summary>
    public required string Name { get; init; }

    /// <summary>The <c>iss</c> of its tokens, compared character by character; with discovery also where its documents lie.</summary>
    public required string Issuer { get; init; }

    /// <summary>Who its tokens must be for: one of these stands in <c>aud</c>.</summary>
    public required IReadOnlyList<string> Audiences { get; init; }

    /// <summary>A file with its public keys, as PEM or as a JWK set; null for discovery (OpenID Connect Discovery 1.0).</summary>
    public string? KeyFile { get; init; }

    /// <summary>Whether its documents may come over plain HTTP from another machine.</summary>
    public bool AllowHttp { get; init; }

    /// <summary>How far its clock may differ from ours, 0 to 60 seconds.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The clients whose tokens are taken, by <c>azp</c> or <c>client_id</c>; empty for all.</summary>
    public IReadOnlyList<string> AuthorizedParties { get; init; } = [];

    /// <summary>What its claims mean.</summary>
    public required ClaimMapping Claims { get; init; }

    /// <summary>How people sign in with it; null when they do not.</summary>
    public SignInOptions? SignIn { get; init; }
}
