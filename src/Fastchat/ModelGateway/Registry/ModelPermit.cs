using Fastchat.Governance.Tenants;

namespace Fastchat.ModelGateway.Registry;

/// <summary>Which models a caller may use.</summary>
/// <param name="Models">What his tenant's settings say.</param>
/// <param name="Names">Whether the rules of his tenant let him use a model of a name; null when they let him use all.</param>
public sealed record ModelPermit(TenantModels Models, Func<string, bool>? Names = null)
{
    /// <summary>All models.</summary>
    public static ModelPermit All { get; } = new(TenantModels.Any);

    /// <summary>Whether nothing is left out.</summary>
    public bool IsAll => Names is null && Models.AllowsAnyRegion;
}
