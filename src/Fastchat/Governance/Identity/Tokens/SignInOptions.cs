namespace Fastchat.Governance.Identity.Tokens;

/// <summary>How the page and the command line sign people in with an issuer. Public clients: there is no secret.</summary>
public sealed record SignInOptions
{
    /// <summary>The client id of the page (authorization code with PKCE, RFC 7636); null for a page without it.</summary>
    public string? ClientId { get; init; }

    /// <summary>The client id of the command line (device grant, RFC 8628); null when it is not offered.</summary>
    public string? DeviceClientId { get; init; }

    /// <summary>The scopes to ask for.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = ["openid"];

    /// <summary>The resource to ask a token for (RFC 8707); null to ask for none.</summary>
    public string? Resource { get; init; }
}
