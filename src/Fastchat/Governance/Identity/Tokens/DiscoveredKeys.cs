using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Fastchat.Governance.Identity.Tokens;

/// <summary>Keys that an issuer publishes. Source: OpenID Connect Discovery 1.0, section 4.</summary>
internal sealed class DiscoveredKeys(IssuerOptions issuer, ProviderDocuments documents) : IKeySource
{
    private const string WellKnown = "/.well-known/openid-configuration";

    /// <inheritdoc />
    public TimeSpan RefreshAfter => TimeSpan.FromHours(1);

    /// <inheritdoc />
    public async Task<KeySet> LoadAsync(CancellationToken cancellationToken)
    {
        var reader = new Reader(documents, issuer.AllowHttp);
        var said = await OpenIdConnectConfigurationRetriever.GetAsync(issuer.Issuer.TrimEnd('/') + WellKnown, reader, cancellationToken);

        // Section 4.3: it must be the very same, or another issuer could answer for this one.
        if (said.Issuer != issuer.Issuer) throw new InvalidDataException($"The discovery document is of another issuer, '{said.Issuer}'.");
        var keys = said.JsonWebKeySet?.Keys.Where(TokenAlgorithms.IsUsable).ToList() ?? [];
        if (keys.Count == 0) throw new InvalidDataException("The issuer publishes no key for signatures that are taken here.");
        return new KeySet(keys)
        {
            AuthorizationEndpoint = Endpoint(said.AuthorizationEndpoint),
            TokenEndpoint = Endpoint(said.TokenEndpoint),
            DeviceAuthorizationEndpoint = Endpoint(said.DeviceAuthorizationEndpoint),
        };
    }

    // What is passed on to browsers is held to the same rule as what is read.
    private string? Endpoint(string? url) => ProviderDocuments.IsAllowed(url, issuer.AllowHttp) ? url : null;

    private sealed class Reader(ProviderDocuments documents, bool allowHttp) : IDocumentRetriever
    {
        public Task<string> GetDocumentAsync(string address, CancellationToken cancel) => documents.ReadAsync(address, allowHttp, cancel);
    }
}
