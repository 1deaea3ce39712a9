namespace Fastchat.Retrieval.Index;

/// <summary>A collection's own key as its file holds it.</summary>
/// <param name="Sealed">The key, sealed with the tenant's.</param>
/// <param name="Version">With which version.</param>
internal sealed record CollectionKey(byte[] Sealed, int Version);
