using Fastchat.Foundation;
using Fastchat.Storage;

namespace Fastchat.Governance.Audit;

/// <summary>Whose chain of records: a tenant's, or that of the operator's own acts.</summary>
/// <param name="Name">The tenant's id, or <c>operator</c>, which is no tenant's: it has another length.</param>
public readonly record struct AuditChain(string Name)
{
    /// <summary>The acts of the operator, those on tenants included: who acts answers for it, in one place and in one order.</summary>
    public static AuditChain Operator { get; } = new("operator");

    /// <summary>A tenant's; null for the operator's.</summary>
    public static AuditChain Of(TenantId? tenant) => tenant is { } one ? new AuditChain(one.Value) : Operator;

    /// <summary>The rows that its work may touch.</summary>
    public StorageScope Scope => this == Operator ? StorageScope.Operator : new TenantId(Name);

    /// <inheritdoc />
    public override string ToString() => Name;
}
