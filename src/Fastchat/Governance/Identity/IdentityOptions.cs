using Fastchat.Governance.Identity.Tokens;

namespace Fastchat.Governance.Identity;

/// <summary>Who is known from the start: the operator by his key, and others by the tokens of issuers.</summary>
/// <param name="AdminKey">The admin key as it is presented.</param>
public sealed record IdentityOptions(string AdminKey)
{
    /// <summary>The issuers whose tokens are taken; no two have the same name or the same <c>iss</c>.</summary>
    public IReadOnlyList<IssuerOptions> Issuers { get; init; } = [];
}
