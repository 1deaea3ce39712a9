using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Access;
using Fastchat.Governance.Tenants;
using Fastchat.Governance.Workspaces;

namespace Fastchat.Governance.Identity;

/// <summary>Makes, reads, rotates and revokes keys, for callers who may.</summary>
public sealed class KeyDirectory(ApiKeyStore store, TenantChoice tenants, WorkspaceStore workspaces, TimeProvider clock)
{
    private const string Origin = "made";
    private const int LongestName = 100;
    private const int HintLength = 4;
    private static readonly TimeSpan MostOverlap = TimeSpan.FromDays(30);

    /// <summary>Makes a key and gives its secret.</summary>
    /// <exception cref="FastchatException">MISSING_FIELD, INVALID_VALUE, PERMISSION_DENIED, TENANT_NOT_FOUND or WORKSPACE_NOT_FOUND.</exception>
    public async Task<(ApiKeyRecord Key, string Secret)> CreateAsync(Caller caller, CreateKeyRequest request, CancellationToken cancellationToken)
    {
        var tenant = await tenants.ResolveAsync(caller, request.TenantId, cancellationToken);
        StoredText.CheckName("name", request.Name, LongestName);
        CheckRole(caller, request.Role);
        CheckScopes(request.Role, request.Scopes);
        CheckReach(caller, request.Role, request.Scopes);
        var workspace = await WorkspaceAsync(caller, tenant, request.WorkspaceId, cancellationToken);
        DateTimeOffset? expires = request.ExpireTime is { } time ? Whole(time.ToDateTimeOffset()) : null;
        if (expires <= Now) throw FastchatException.InvalidValue("expire_time", "expire_time must be in the future.");
        var (key, secret) = Make(new ApiKeyRecord
        {
            Tenant = tenant,
            Id = "",
            Name = request.Name,
            Role = request.Role,
            Scopes = [.. request.Scopes.Distinct()],
            CreatedAt = Now,
            ExpiresAt = expires,
            WorkspaceId = workspace,
        });
        await store.AddAsync(key, ApiKey.Hash(secret), Origin, cancellationToken);
        return (key, secret);
    }

    /// <summary>Reads a key.</summary>
    /// <exception cref="FastchatException">KEY_NOT_FOUND.</exception>
    public async Task<ApiKeyRecord> GetAsync(Caller caller, string keyId, CancellationToken cancellationToken) =>
        (caller.OwnerOf(keyId, Ids.ApiKey) is { } tenant ? await store.FindAsync(tenant, keyId, cancellationToken) : null)
        ?? throw new FastchatException(ErrorReason.KeyNotFound, $"There is no key '{keyId}'.", "key_id");

    /// <summary>A page of a tenant's keys, newest first.</summary>
    /// <exception cref="FastchatException">MISSING_FIELD or TENANT_NOT_FOUND.</exception>
    public async Task<Page<ApiKeyRecord>> ListAsync(Caller caller, string tenantId, int limit, string? after, CancellationToken cancellationToken) =>
        await store.ListAsync(await tenants.ResolveAsync(caller, tenantId, cancellationToken), new PageQuery(limit, after), cancellationToken);

    /// <summary>Makes a key in the place of another, which goes on for a while.</summary>
    /// <exception cref="FastchatException">KEY_NOT_FOUND, PERMISSION_DENIED or INVALID_VALUE.</exception>
    public async Task<(ApiKeyRecord Key, string Secret, ApiKeyRecord Old)> RotateAsync(Caller caller, string keyId, TimeSpan overlap, CancellationToken cancellationToken)
    {
        if (overlap < TimeSpan.Zero || overlap > MostOverlap)
            throw FastchatException.InvalidValue("overlap_seconds", $"overlap_seconds must be 0 to {MostOverlap.TotalSeconds:0}, but is {overlap.TotalSeconds:0}.");
        var old = await GetAsync(caller, keyId, cancellationToken);
        CheckRole(caller, old.Role);
        CheckReach(caller, old.Role, old.Scopes);
        if (old.State(Now) is not KeyState.Active || old.RotatedTo is not null) throw NotActive(old);
        var ends = Now + overlap;
        if (old.ExpiresAt < ends) ends = old.ExpiresAt.Value;
        var (key, secret) = Make(old with { CreatedAt = Now, LastUsedAt = null });
        if (!await store.RotateAsync(old, ends, key, ApiKey.Hash(secret), Origin, cancellationToken)) throw NotActive(old);
        return (key, secret, old with { ExpiresAt = ends, RotatedTo = key.Id });
    }

    /// <summary>Ends a key for ever.</summary>
    /// <exception cref="FastchatException">KEY_NOT_FOUND or PERMISSION_DENIED.</exception>
    public async Task<ApiKeyRecord> RevokeAsync(Caller caller, string keyId, CancellationToken cancellationToken)
    {
        var key = await GetAsync(caller, keyId, cancellationToken);
        CheckRole(caller, key.Role);
        await store.RevokeAsync(key.Tenant, key.Id, cancellationToken);
        return await GetAsync(caller, keyId, cancellationToken);
    }

    // Whoever works within a workspace makes keys within it: elsewhere its limits would not hold.
    private async Task<string> WorkspaceAsync(Caller caller, TenantId tenant, string asked, CancellationToken cancellationToken)
    {
        if (caller.WorkspaceId is { } own && asked.Length > 0 && asked != own)
            throw new FastchatException(ErrorReason.PermissionDenied, $"The calling key belongs to the workspace '{own}' and makes keys for that alone.");
        var id = asked.Length > 0 ? asked : caller.WorkspaceId ?? "";
        if (id.Length == 0) return "";
        var found = Ids.IsOwned(id, Ids.Workspace, tenant) ? await workspaces.FindAsync(tenant, id, cancellationToken) : null;
        if (found is null) throw WorkspaceStore.NotFound(id);
        return found.ArchivedAt is null ? id : throw FastchatException.InvalidValue("workspace_id", $"The workspace '{id}' is archived; restore it first.");
    }

    // As it will be read back: times are kept to the millisecond.
    private DateTimeOffset Now => Whole(clock.GetUtcNow());

    private static DateTimeOffset Whole(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    private (ApiKeyRecord Key, string Secret) Make(ApiKeyRecord like)
    {
        var secret = ApiKey.New();
        return (like with { Id = Ids.New(Ids.ApiKey, like.Tenant, clock), Hint = secret[^HintLength..], RotatedTo = null }, secret);
    }

    // Strongest first: whoever is weaker cannot make or unmake a stronger one.
    private static void CheckRole(Caller caller, Role role)
    {
        if (role == Role.Unspecified) throw FastchatException.MissingField("role");
        if (!Roles.All.Contains(role)) throw FastchatException.InvalidValue("role", $"role must be one of {string.Join(", ", Roles.All.Select(Roles.Name))}.");
        if (!caller.IsAdmin && role < caller.Role)
            throw new FastchatException(ErrorReason.PermissionDenied, $"The role {Roles.Name(caller.Role)} cannot make, rotate or revoke keys of the role {Roles.Name(role)}.");
    }

    private static void CheckScopes(Role role, IReadOnlyList<string> scopes)
    {
        for (var i = 0; i < scopes.Count; i++)
        {
            if (!Roles.Permissions(role).Contains(scopes[i]))
                throw FastchatException.InvalidValue($"scopes[{i}]", $"scopes[{i}] must be a permission of the role {Roles.Name(role)}: {string.Join(", ", Roles.Permissions(role).Order())}.");
        }
    }

    private static void CheckReach(Caller caller, Role role, IReadOnlyCollection<string> scopes)
    {
        if (caller.IsAdmin) return;
        var beyond = Roles.Permissions(role, scopes).Except(caller.Permissions).Order().ToList();
        if (beyond.Count > 0)
            throw new FastchatException(ErrorReason.PermissionDenied, $"The new key could do what the calling key cannot: {string.Join(", ", beyond)}. Narrow it by scopes.");
    }

    private static FastchatException NotActive(ApiKeyRecord key) =>
        FastchatException.InvalidValue("key_id", $"The key '{key.Id}' is over or has been rotated already; make a new one.");
}
