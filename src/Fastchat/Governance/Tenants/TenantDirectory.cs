using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Identity;

namespace Fastchat.Governance.Tenants;

/// <summary>Makes, reads and configures tenants; what settings mean is remembered (<see cref="TenantCache{T}"/>).</summary>
public sealed class TenantDirectory : IDisposable
{
    private readonly TenantStore _store;
    private readonly ApiKeyStore _keys;
    private readonly TenantCache<TenantSettings> _settings;

    /// <summary>Watches for changes from now on.</summary>
    public TenantDirectory(TenantStore store, ApiKeyStore keys, TimeProvider clock)
    {
        _store = store;
        _keys = keys;
        _settings = new TenantCache<TenantSettings>(clock, ReadSettingsAsync, store.Watch);
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
        await _store.FindAsync(Id(tenantId), cancellationToken) ?? throw TenantChoice.NotFound(tenantId);

    /// <summary>Reads a tenant by its name.</summary>
    /// <exception cref="FastchatException">TENANT_NOT_FOUND.</exception>
    public async Task<TenantRecord> GetByNameAsync(string name, CancellationToken cancellationToken) =>
        (TenantRules.IsName(name) ? await _store.FindByNameAsync(name, cancellationToken) : null) ?? throw new FastchatException(ErrorReason.TenantNotFound, $"There is no client '{name}'.", "client_id");

    /// <summary>Renames, suspends or resumes a tenant; null for what stays.</summary>
    /// <exception cref="FastchatException">INVALID_VALUE or TENANT_NOT_FOUND.</exception>
    public async Task<TenantRecord> UpdateAsync(string tenantId, string? displayName, TenantStatus? status, CancellationToken cancellationToken)
    {
        TenantRules.CheckDisplayName(displayName ?? "", "display_name");
        if (status is not (null or TenantStatus.Active or TenantStatus.Suspended)) throw FastchatException.InvalidValue("status", "status must be active or suspended.");
        return await _store.UpdateAsync(Id(tenantId), displayName, status, cancellationToken) ?? throw TenantChoice.NotFound(tenantId);
    }

    /// <summary>A page of tenants, newest first.</summary>
    public Task<Page<TenantRecord>> ListAsync(int limit, string? after, CancellationToken cancellationToken) => _store.ListAsync(limit, after, cancellationToken);

    /// <summary>Changes a tenant's settings.</summary>
    /// <exception cref="FastchatException">INVALID_VALUE or TENANT_NOT_FOUND.</exception>
    public async Task<TenantRecord> ConfigureAsync(string tenantId, TenantConfig change, CancellationToken cancellationToken)
    {
        TenantRules.Check(change);
        var tenant = await _store.MergeConfigAsync(Id(tenantId), change, cancellationToken) ?? throw TenantChoice.NotFound(tenantId);
        _settings.Forget(tenant.Id);
        return tenant;
    }

    /// <summary>A tenant's settings, defaults filled in.</summary>
    public ValueTask<TenantSettings> SettingsAsync(TenantId tenant, CancellationToken cancellationToken) => _settings.GetAsync(tenant, cancellationToken);

    /// <inheritdoc />
    public void Dispose() => _settings.Dispose();

    private async Task<TenantSettings> ReadSettingsAsync(TenantId tenant, CancellationToken cancellationToken) =>
        TenantSettings.From((await _store.FindAsync(tenant, cancellationToken) ?? throw TenantChoice.NotFound(tenant.Value)).Config);

    // Text that can be no id is not asked for: not every engine takes every text.
    private static TenantId Id(string tenantId) => new TenantId(tenantId) is { IsWellFormed: true } id ? id : throw TenantChoice.NotFound(tenantId);
}
