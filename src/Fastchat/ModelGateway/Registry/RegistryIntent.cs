using Fastchat.Contracts.Admin.V1;

namespace Fastchat.ModelGateway.Registry;

/// <summary>Who changes what of the registry.</summary>
/// <param name="Actor">Who: a key's id.</param>
/// <param name="Action">What is done.</param>
/// <param name="Expected">The version that the change is made for; null for whichever it is.</param>
public sealed record RegistryIntent(string Actor, RegistryAction Action, long? Expected)
{
    /// <summary>The version that a rollback goes back to.</summary>
    public long? Restored { get; init; }
}
