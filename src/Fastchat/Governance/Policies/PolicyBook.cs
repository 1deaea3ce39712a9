using Fastchat.Foundation;
using Fastchat.Governance.Tenants;

namespace Fastchat.Governance.Policies;

/// <summary>Knows every tenant's rules; what it has read it remembers until any node changes it.</summary>
public sealed class PolicyBook : IDisposable
{
    private readonly TenantDirectory _tenants;
    private readonly PolicyStore _store;
    private readonly TenantCache<TenantPolicy> _policies;

    /// <summary>Watches for changes from now on.</summary>
    public PolicyBook(TenantDirectory tenants, TenantStore configurations, PolicyStore store, TimeProvider clock)
    {
        _tenants = tenants;
        _store = store;
        _policies = new TenantCache<TenantPolicy>(clock, ReadAsync, store.Watch, configurations.Watch);
    }

    /// <summary>A tenant's rules.</summary>
    public ValueTask<TenantPolicy> OfAsync(TenantId tenant, CancellationToken cancellationToken) => _policies.GetAsync(tenant, cancellationToken);

    /// <inheritdoc />
    public void Dispose() => _policies.Dispose();

    private async Task<TenantPolicy> ReadAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var models = (await _tenants.SettingsAsync(tenant, cancellationToken)).Models.Names;
        var (rules, byDefault) = await _store.AllAsync(tenant, cancellationToken);
        return new TenantPolicy(rules, models, byDefault);
    }
}
