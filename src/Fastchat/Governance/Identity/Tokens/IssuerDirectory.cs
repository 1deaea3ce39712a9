using Microsoft.Extensions.Logging;

namespace Fastchat.Governance.Identity.Tokens;

/// <summary>The issuers that are configured.</summary>
internal sealed class IssuerDirectory(IdentityOptions options, ProviderDocuments documents, TimeProvider clock, ILogger<IssuerDirectory> logger)
{
    /// <summary>All of them, in their order.</summary>
    public IReadOnlyList<Issuer> All { get; } = [.. options.Issuers.Select(o => new Issuer(o, new IssuerKeys(o.Name, Source(o, documents), clock, logger), clock))];

    /// <summary>The one with which people sign in on the page; null when there is none.</summary>
    public Issuer? OfThePage => All.FirstOrDefault(i => i.Options.SignIn is not null) is { Options.SignIn.ClientId: not null } issuer ? issuer : null;

    private static IKeySource Source(IssuerOptions issuer, ProviderDocuments documents) =>
        issuer.KeyFile is { } file ? new KeyFileKeys(file) : new DiscoveredKeys(issuer, documents);
}
