using Fastchat.Contracts.Admin.V1;
using Fastchat.Governance.Policies;

namespace Fastchat.Governance.Tenants;

/// <summary>Which models a tenant may use, and how.</summary>
public sealed class TenantModels
{
    private readonly NamePatterns _regions;

    /// <summary>What a configuration says.</summary>
    public TenantModels(ModelAccess access)
    {
        Names = access;
        MaxContext = access.HasMaxContext ? access.MaxContext : null;
        AllowsTools = !access.HasAllowTools || access.AllowTools;
        DropsParameters = access.DropParams;
        _regions = new NamePatterns(access.Regions);
    }

    /// <summary>All models, as they are.</summary>
    public static TenantModels Any { get; } = new(new ModelAccess());

    /// <summary>The names that are allowed and denied, which <see cref="PolicyGuard"/> holds calls to. Not to be changed.</summary>
    public ModelAccess Names { get; }

    /// <summary>The most tokens of context that a model is given; null for the model's own.</summary>
    public int? MaxContext { get; }

    /// <summary>Whether models may be given tools.</summary>
    public bool AllowsTools { get; }

    /// <summary>Whether a parameter that a model has no ability for is left out instead of refused.</summary>
    public bool DropsParameters { get; }

    /// <summary>Whether the tenant's data may be processed anywhere.</summary>
    public bool AllowsAnyRegion => _regions.IsEmpty;

    /// <summary>Whether the tenant's data may be processed in a region; one that is not stated is nowhere.</summary>
    public bool AllowsRegion(string region) => _regions.IsEmpty || _regions.Has(region);
}
