using Fastchat.Foundation;
using Fastchat.Governance.Tenants;

namespace Fastchat.Governance.Limits;

/// <summary>Knows every tenant's limits; what it has read it remembers until any node changes it.</summary>
public sealed class LimitBook : IDisposable
{
    private readonly TenantDirectory _tenants;
    private readonly SubjectLimitStore _store;
    private readonly TenantCache<TenantLimits> _limits;

    /// <summary>Watches for changes from now on.</summary>
    public LimitBook(TenantDirectory tenants, TenantStore configurations, SubjectLimitStore store, TimeProvider clock)
    {
        _tenants = tenants;
        _store = store;
        _limits = new TenantCache<TenantLimits>(clock, ReadAsync, store.Watch, configurations.Watch);
    }

    /// <summary>A tenant's limits.</summary>
    public ValueTask<TenantLimits> OfAsync(TenantId tenant, CancellationToken cancellationToken) => _limits.GetAsync(tenant, cancellationToken);

    /// <inheritdoc />
    public void Dispose() => _limits.Dispose();

    private async Task<TenantLimits> ReadAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var own = (await _tenants.SettingsAsync(tenant, cancellationToken)).Limits;
        return new TenantLimits(own, (await _store.AllAsync(tenant, cancellationToken)).Select(l => KeyValuePair.Create(l.Subject, l.Settings)));
    }
}
