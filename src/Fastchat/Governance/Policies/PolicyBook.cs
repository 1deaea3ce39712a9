using Fastchat.Foundation;
using Fastchat.Governance.Tenants;

namespace Fastchat.Governance.Policies;

/// <summary>Knows every tenant's rules; what it has read it remembers until any node changes it.</summary>
public sealed class PolicyBook : IDisposable
{
    private readonly TenantDirectory _tenants;
    private readonly PolicyStore _store;
    private readonly TenantCache<TenantPolicy> _policies;
    private readonly IDisposable[] _watches;

    /// <summary>Watches for changes from now on.</summary>
    public PolicyBook(TenantDirectory tenants, TenantStore configurations, PolicyStore store, TimeProvider clock)
    {
        _tenants = tenants;
        _store = store;
        _policies = new TenantCache<TenantPolicy>(clock);
        _watches = [store.Watch(_policies.Forget), configurations.Watch(_policies.Forget)];
    }

    /// <summary>A tenant's rules.</summary>
    public ValueTask<TenantPolicy> OfAsync(TenantId tenant, CancellationToken cancellationToken) => _policies.GetAsync(tenant, ReadAsync, cancellationToken);

    /// <inheritdoc />
    public void Dispose() => Array.ForEach(_watches, w => w.Dispose());

    private async Task<TenantPolicy> ReadAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var models = (await _tenants.SettingsAsync(tenant, cancellationToken)).Models;
        var (rules, byDefault) = await _store.AllAsync(tenant, cancellationToken);
        return new TenantPolicy(rules, models, byDefault);
    }
}
