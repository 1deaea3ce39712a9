using Fastchat.Foundation;

namespace Fastchat.Governance.Encryption;

/// <summary>A version of a tenant's data key as it is stored: wrapped.</summary>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Version">From 1; the highest one encrypts, all open.</param>
/// <param name="KeyId">The key-encryption key that has wrapped it.</param>
/// <param name="Wrapped">The wrapped key; empty when it has been destroyed.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="DestroyedAt">When it was destroyed; null before.</param>
public sealed record TenantKeyRecord(TenantId Tenant, int Version, string KeyId, byte[] Wrapped, DateTimeOffset CreatedAt, DateTimeOffset? DestroyedAt);
