using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Identity;
using Fastchat.Governance.Tenants;

namespace Fastchat.Governance.Privacy.Erasure;

/// <summary>Takes orders to erase and says how they stand, for callers who may.</summary>
public sealed class ErasureDesk(ErasureStore store, TenantStore tenants, TenantChoice choice, Node node, TimeProvider clock)
{
    private const int LongestUser = 256;

    /// <summary>Begins a tenant's erasure, or gives the one that was begun.</summary>
    /// <exception cref="FastchatException">MISSING_FIELD, INVALID_VALUE or TENANT_NOT_FOUND.</exception>
    public async Task<ErasureRecord> EraseTenantAsync(Caller caller, string tenantId, string confirmName, CancellationToken cancellationToken)
    {
        if (tenantId.Length == 0) throw FastchatException.MissingField("tenant_id");
        if (confirmName.Length == 0) throw FastchatException.MissingField("confirm_name");
        var tenant = new TenantId(tenantId);
        if (await store.FindOfTenantAsync(tenant, cancellationToken) is { } begun)
            return begun.SubjectHash == SubjectHash.Of(begun.Id, confirmName) ? begun : throw OtherName();
        var record = await tenants.FindAsync(tenant, cancellationToken) ?? throw TenantChoice.NotFound(tenantId);
        if (record.Name != confirmName) throw OtherName();
        return await BeginAsync(caller, tenant, ErasureKind.Tenant, record.Name, cancellationToken);
    }

    /// <summary>Begins the erasure of a user.</summary>
    /// <exception cref="FastchatException">MISSING_FIELD, INVALID_VALUE, TENANT_NOT_FOUND or TENANT_ERASED.</exception>
    public async Task<ErasureRecord> EraseUserAsync(Caller caller, string tenantId, string user, CancellationToken cancellationToken)
    {
        var tenant = await choice.ResolveAsync(caller, tenantId, cancellationToken);
        if (user.Length == 0) throw FastchatException.MissingField("user_id");
        if (user.Length > LongestUser || user.Contains('\0', StringComparison.Ordinal))
            throw FastchatException.InvalidValue("user_id", $"user_id must have 1 to {LongestUser} characters, none of them U+0000.");
        var erasure = await BeginAsync(caller, tenant, ErasureKind.User, user, cancellationToken);
        return erasure.Kind == ErasureKind.User ? erasure : throw new FastchatException(ErrorReason.TenantErased, "The tenant is being erased, and its users with it.", "tenant_id");
    }

    /// <summary>An erasure.</summary>
    /// <exception cref="FastchatException">MISSING_FIELD or ERASURE_NOT_FOUND; somebody else's is like one that does not exist.</exception>
    public async Task<ErasureRecord> GetAsync(Caller caller, string id, CancellationToken cancellationToken)
    {
        if (id.Length == 0) throw FastchatException.MissingField("erasure_id");
        return (caller.OwnerOf(id, Ids.Erasure) is { } tenant ? await store.FindAsync(tenant, id, cancellationToken) : null)
            ?? throw new FastchatException(ErrorReason.ErasureNotFound, $"There is no erasure '{id}'.", "erasure_id");
    }

    /// <summary>A page of erasures, newest first.</summary>
    /// <exception cref="FastchatException">TENANT_NOT_FOUND.</exception>
    public async Task<Page<ErasureRecord>> ListAsync(Caller caller, string tenantId, int limit, (long BegunAt, string Id)? before, CancellationToken cancellationToken)
    {
        // The operator may ask for a tenant that is gone: what is left of it is its erasure.
        if (caller.IsAdmin && tenantId.Length == 0) return await store.ListAsync(null, limit, before, cancellationToken);
        var tenant = caller.IsAdmin && await store.FindOfTenantAsync(new TenantId(tenantId), cancellationToken) is { } erased
            ? erased.Tenant
            : await choice.ResolveAsync(caller, tenantId, cancellationToken);
        return await store.ListAsync(tenant, limit, before, cancellationToken);
    }

    private async Task<ErasureRecord> BeginAsync(Caller caller, TenantId tenant, ErasureKind kind, string subject, CancellationToken cancellationToken)
    {
        var id = Ids.New(Ids.Erasure, tenant, clock);
        var begun = await store.BeginAsync(
            new ErasureRecord
            {
                Tenant = tenant,
                Id = id,
                Kind = kind,
                User = kind == ErasureKind.User ? subject : "",
                SubjectHash = SubjectHash.Of(id, subject),
                OrderedBy = caller.KeyId,
                Step = ErasureStep.Count,
                State = new ErasureState(),
                BegunAt = clock.GetUtcNow(),
            },
            node.Id,
            cancellationToken) ?? throw TenantChoice.NotFound(tenant.Value);
        if (kind == ErasureKind.Tenant) await tenants.AnnounceAsync(tenant, CancellationToken.None);
        return begun;
    }

    private static FastchatException OtherName() => FastchatException.InvalidValue("confirm_name", "confirm_name must be the tenant's name, so that no other one is erased by mistake.");
}
