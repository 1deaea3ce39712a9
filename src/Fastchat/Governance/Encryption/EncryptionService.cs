using System.Globalization;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Identity;
using Fastchat.Governance.Tenants;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Fastchat.Governance.Encryption;

/// <summary>The door of data keys.</summary>
public sealed class EncryptionService(TenantKeys keys, TenantKeyStore store, TenantChoice tenants) : Contracts.Admin.V1.EncryptionService.EncryptionServiceBase
{
    private const string Listing = "tenant_keys";

    /// <inheritdoc />
    public override async Task<RotateTenantKeyResponse> RotateTenantKey(RotateTenantKeyRequest request, ServerCallContext context)
    {
        var tenant = await tenants.ResolveAsync(context.Caller(), request.TenantId, context.CancellationToken);
        return new RotateTenantKeyResponse { Key = ToMessage(await keys.RotateAsync(tenant, context.CancellationToken)) };
    }

    /// <inheritdoc />
    public override async Task<ListTenantKeysResponse> ListTenantKeys(ListTenantKeysRequest request, ServerCallContext context)
    {
        var page = await store.ListAllAsync(ReadToken(request.PageToken), PageQuery.Size(request.PageSize, 100, 1000), context.CancellationToken);
        return new ListTenantKeysResponse
        {
            Keys = { page.Items.Select(ToMessage) },
            NextPageToken = page.HasMore ? PageToken.Create(Listing, string.Create(CultureInfo.InvariantCulture, $"{page.Items[^1].Tenant}/{page.Items[^1].Version}")) : "",
        };
    }

    private static (TenantId, int)? ReadToken(string token) =>
        PageToken.Read(Listing, token)?.Split('/') is [var tenant, var version] && int.TryParse(version, CultureInfo.InvariantCulture, out var number)
            ? (new TenantId(tenant), number)
            : null;

    private static TenantKey ToMessage(TenantKeyRecord key) => new()
    {
        TenantId = key.Tenant.Value,
        Version = key.Version,
        KeyEncryptionKeyId = key.KeyId,
        CreateTime = Timestamp.FromDateTimeOffset(key.CreatedAt),
        DestroyTime = key.DestroyedAt is { } destroyed ? Timestamp.FromDateTimeOffset(destroyed) : null,
    };
}
