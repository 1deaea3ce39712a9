using Fastchat.ModelGateway.Registry;

namespace Fastchat.ModelGateway;

/// <summary>A model on offer.</summary>
/// <param name="Name">The name to ask for.</param>
/// <param name="OwnedBy">Who serves it.</param>
/// <param name="Created">When its provider offered it, in seconds since 1970; 0 where unknown.</param>
public sealed record ModelInfo(string Name, string OwnedBy, long Created = 0)
{
    /// <summary>What it can do; null where its provider does not know.</summary>
    public ModelAbilities? Abilities { get; init; }
}
