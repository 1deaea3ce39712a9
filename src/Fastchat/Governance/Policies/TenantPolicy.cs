using Fastchat.Contracts.Admin.V1;

namespace Fastchat.Governance.Policies;

/// <summary>All rules of a tenant: one snapshot, read once and never changed. Deny wins, then allow, then the default.</summary>
public sealed class TenantPolicy
{
    private static readonly PolicyDecision NoRule = new(PolicyEffect.Allow, "No rule matches, and the default is to allow.");

    private readonly CompiledRule[] _rules;
    private readonly ModelAccess _models;
    private readonly NamePatterns _allowedModels;
    private readonly NamePatterns _deniedModels;
    private readonly PolicyEffect _default;

    /// <summary>A tenant's policy.</summary>
    /// <param name="rules">Its rules, whatever their order.</param>
    /// <param name="models">Which models its configuration allows and denies.</param>
    /// <param name="byDefault">What holds when no rule matches.</param>
    public TenantPolicy(IEnumerable<PolicyRuleRecord> rules, ModelAccess models, PolicyEffect byDefault)
    {
        // Those that deny first: the first one that matches decides.
        _rules = [.. rules.Where(r => !r.Spec.Disabled).Select(r => new CompiledRule(r.Id, r.Spec)).OrderByDescending(r => r.Denies).ThenBy(r => r.Id, StringComparer.Ordinal)];
        _models = models;
        _allowedModels = new NamePatterns(models.Allow);
        _deniedModels = new NamePatterns(models.Deny);
        _default = byDefault;
        NamesResources = _rules.Any(r => r.NamesResources) || models.Allow.Count > 0 || models.Deny.Count > 0;
        IsEmpty = _rules.Length == 0 && !NamesResources && byDefault != PolicyEffect.Deny;
    }

    /// <summary>Whether every call is allowed: what holds for most tenants, and costs nothing then.</summary>
    public bool IsEmpty { get; }

    /// <summary>Whether some calls cannot be decided before their request has been read.</summary>
    public bool NamesResources { get; }

    /// <summary>Decides a call whose role has the permission.</summary>
    public PolicyDecision Decide(PolicyTarget target)
    {
        // An owner who has locked himself out could not let himself in again.
        if (target.Role == Role.Owner && target.Permission.StartsWith("policies.", StringComparison.Ordinal)) return new PolicyDecision(PolicyEffect.Allow, "Owners can always read and change rules.");
        if (DeniedModel(target.Resources) is { } model) return new PolicyDecision(PolicyEffect.Deny, $"The tenant's configuration (models) leaves out the model '{model}'.");
        foreach (var rule in _rules)
        {
            if (rule.Matches(target)) return new PolicyDecision(rule.Denies ? PolicyEffect.Deny : PolicyEffect.Allow, $"The rule '{rule.Name}' {(rule.Denies ? "denies" : "allows")} it.", rule.Id);
        }

        return _default == PolicyEffect.Deny ? new PolicyDecision(PolicyEffect.Deny, "No rule allows it, and the default is to deny.") : NoRule;
    }

    /// <summary>The rules that match a call, those that deny first.</summary>
    internal IEnumerable<CompiledRule> Matching(PolicyTarget target) => _rules.Where(r => r.Matches(target));

    private string? DeniedModel(PolicyResources? resources)
    {
        if (resources is null || (_models.Allow.Count == 0 && _models.Deny.Count == 0)) return null;
        foreach (var model in resources.Models)
        {
            if (_deniedModels.Has(model) || (!_allowedModels.IsEmpty && !_allowedModels.Has(model))) return model;
        }

        return null;
    }
}
