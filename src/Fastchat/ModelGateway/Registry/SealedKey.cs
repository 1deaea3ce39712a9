namespace Fastchat.ModelGateway.Registry;

/// <summary>A provider's key as it is stored.</summary>
/// <param name="KeyId">The key-encryption key that has wrapped it.</param>
/// <param name="Length">How many bytes it opens to, padding included.</param>
/// <param name="Wrapped">The wrapped bytes.</param>
public sealed record SealedKey(string KeyId, int Length, byte[] Wrapped);
