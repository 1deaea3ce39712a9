namespace Fastchat.Governance.Identity;

/// <summary>The operator's key.</summary>
/// <param name="AdminKey">The admin key as it is presented.</param>
public sealed record IdentityOptions(string AdminKey);
