using Fastchat.Contracts.Admin.V1;
using Fastchat.Foundation;

namespace Fastchat.Governance.Tenants;

/// <summary>A tenant as it is stored.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Config">Its settings as they were given: what is absent has its default.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="DisplayName">What people call it; may be empty.</param>
/// <param name="Status">Whether it is served.</param>
public sealed record TenantRecord(TenantId Id, string Name, TenantConfig Config, DateTimeOffset CreatedAt, string DisplayName, TenantStatus Status);
