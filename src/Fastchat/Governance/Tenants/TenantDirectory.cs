using System.Collections.Concurrent;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Identity;

namespace Fastchat.Governance.Tenants;

/// <summary>Makes, reads and configures tenants; settings are remembered for five minutes at most and forgotten when any node changes them.</summary>
public sealed class TenantDirectory : IDisposable
{
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(5);

    private readonly TenantStore _store;
    private readonly ApiKeyStore _keys;
    private readonly TimeProvider _clock;
    private readonly IDisposable _watch;
    private readonly ConcurrentDictionary<TenantId, (TenantSettings Settings, DateTimeOffset Until)> _settings = new();
    private int _changes;

    /// <summary>Watches for changes from now on.</summary>
    public TenantDirectory(TenantStore store, ApiKeyStore keys, TimeProvider clock)
    {
        _store = store;
        _keys = keys;
        _clock = clock;
        _watch = store.Watch(Forget);
    }

    /// <summary>Makes a tenant and its first key.</summary>
    /// <exception cref="FastchatException">INVALID_VALUE, MISSING_FIELD or TENANT_EXISTS.</exception>
    /// <param name="name">Its name.</param>
    /// <param name="config">Its settings.</param>
    /// <param name="cancellationToken">Gives up before anything is done.</param>
    /// <param name="displayName">What people call it.</param>
    /// <param name="nameField">What the request calls its name.</param>
    public async Task<(TenantRecord Tenant, string ApiKey)> CreateAsync(
        string name, TenantConfig config, CancellationToken cancellationToken, string displayName = "", string nameField = "name")
    {
        TenantRules.CheckName(name, nameField);
        TenantRules.CheckDisplayName(displayName, nameField == "name" ? "display_name" : "name");
        TenantRules.Check(config);
        var key = ApiKey.New();
        var tenant = await _store.AddAsync(name, config, cancellationToken, displayName, (connection, id) => _keys.AddAsync(connection, id, ApiKey.Hash(key), origin: "admin"))
            ?? throw new FastchatException(ErrorReason.TenantExists, $"A tenant named '{name}' exists.", nameField);
        return (tenant, key);
    }

    /// <summary>Reads a tenant.</summary>
    /// <exception cref="FastchatException">TENANT_NOT_FOUND.</exception>
    public async Task<TenantRecord> GetAsync(string tenantId, CancellationToken cancellationToken) =>
        await _store.FindAsync(new TenantId(tenantId), cancellationToken) ?? throw NotFound(tenantId);

    /// <summary>Reads a tenant by its name.</summary>
    /// <exception cref="FastchatException">TENANT_NOT_FOUND.</exception>
    public async Task<TenantRecord> GetByNameAsync(string name, CancellationToken cancellationToken) =>
        await _store.FindByNameAsync(name, cancellationToken) ?? throw new FastchatException(ErrorReason.TenantNotFound, $"There is no client '{name}'.", "client_id");

    /// <summary>Renames, suspends or resumes a tenant; null for what stays.</summary>
    /// <exception cref="FastchatException">INVALID_VALUE or TENANT_NOT_FOUND.</exception>
    public async Task<TenantRecord> UpdateAsync(string tenantId, string? displayName, TenantStatus? status, CancellationToken cancellationToken)
    {
        TenantRules.CheckDisplayName(displayName ?? "", "display_name");
        if (status is not (null or TenantStatus.Active or TenantStatus.Suspended)) throw FastchatException.InvalidValue("status", "status must be active or suspended.");
        return await _store.UpdateAsync(new TenantId(tenantId), displayName, status, cancellationToken) ?? throw NotFound(tenantId);
    }

    /// <summary>A page of tenants, newest first.</summary>
    public Task<Page<TenantRecord>> ListAsync(int limit, string? after, CancellationToken cancellationToken) => _store.ListAsync(limit, after, cancellationToken);

    /// <summary>Changes a tenant's settings.</summary>
    /// <exception cref="FastchatException">INVALID_VALUE or TENANT_NOT_FOUND.</exception>
    public async Task<TenantRecord> ConfigureAsync(string tenantId, TenantConfig change, CancellationToken cancellationToken)
    {
        TenantRules.Check(change);
        var tenant = await _store.MergeConfigAsync(new TenantId(tenantId), change, cancellationToken) ?? throw NotFound(tenantId);
        Forget(tenant.Id);
        return tenant;
    }

    /// <summary>A tenant's settings, defaults filled in.</summary>
    public async ValueTask<TenantSettings> SettingsAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        if (_settings.TryGetValue(tenant, out var known) && known.Until > now) return known.Settings;
        var changes = Volatile.Read(ref _changes);
        var record = await _store.FindAsync(tenant, cancellationToken) ?? throw NotFound(tenant.Value);
        var settings = TenantSettings.From(record.Config);

        // What was read while somebody changed it may be old already: it serves this call and is not kept.
        if (changes == Volatile.Read(ref _changes)) _settings[tenant] = (settings, now + Memory);
        return settings;
    }

    /// <inheritdoc />
    public void Dispose() => _watch.Dispose();

    private void Forget(TenantId? tenant)
    {
        Interlocked.Increment(ref _changes);
        if (tenant is { } one) _settings.TryRemove(one, out _);
        else _settings.Clear();
    }

    private static FastchatException NotFound(string tenantId) => new(ErrorReason.TenantNotFound, $"There is no tenant '{tenantId}'.", "tenant_id");
}
