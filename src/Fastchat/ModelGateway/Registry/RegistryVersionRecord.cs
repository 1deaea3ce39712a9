using Fastchat.Contracts.Admin.V1;

namespace Fastchat.ModelGateway.Registry;

/// <summary>A version of the registry as it is stored.</summary>
/// <param name="Version">Its number.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Actor">Who made it: a key's id.</param>
/// <param name="Action">What it did.</param>
/// <param name="Kind">What it was about; null for a rollback.</param>
/// <param name="Name">Which one; empty for a rollback.</param>
/// <param name="Restored">The version that a rollback went back to.</param>
public sealed record RegistryVersionRecord(long Version, DateTimeOffset CreatedAt, string Actor, RegistryAction Action, RegistryEntryKind? Kind, string Name, long? Restored);
