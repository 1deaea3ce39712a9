using Fastchat.Contracts.Admin.V1;
using Fastchat.Foundation;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Fastchat.Governance.Identity;

/// <summary>The door of keys.</summary>
public sealed class KeyService(KeyDirectory keys, TimeProvider clock) : Contracts.Admin.V1.KeyService.KeyServiceBase
{
    private const int DefaultOverlap = 24 * 60 * 60;

    /// <inheritdoc />
    public override async Task<CreateKeyResponse> CreateKey(CreateKeyRequest request, ServerCallContext context)
    {
        var (key, secret) = await keys.CreateAsync(context.Caller(), request, context.CancellationToken);
        return new CreateKeyResponse { Key = ToMessage(key), ApiKey = secret };
    }

    /// <inheritdoc />
    public override async Task<GetKeyResponse> GetKey(GetKeyRequest request, ServerCallContext context) =>
        new() { Key = ToMessage(await keys.GetAsync(context.Caller(), request.KeyId, context.CancellationToken)) };

    /// <inheritdoc />
    public override async Task<ListKeysResponse> ListKeys(ListKeysRequest request, ServerCallContext context)
    {
        var listing = $"keys:{context.Caller().Tenant?.Value ?? request.TenantId}";
        var page = await keys.ListAsync(
            context.Caller(), request.TenantId, PageQuery.Size(request.PageSize, 20, 100), PageToken.Read(listing, request.PageToken), context.CancellationToken);
        return new ListKeysResponse
        {
            Keys = { page.Items.Select(ToMessage) },
            NextPageToken = page.HasMore ? PageToken.Create(listing, page.Items[^1].Id) : "",
        };
    }

    /// <inheritdoc />
    public override async Task<RotateKeyResponse> RotateKey(RotateKeyRequest request, ServerCallContext context)
    {
        var overlap = TimeSpan.FromSeconds(request.HasOverlapSeconds ? request.OverlapSeconds : DefaultOverlap);
        var (key, secret, old) = await keys.RotateAsync(context.Caller(), request.KeyId, overlap, context.CancellationToken);
        return new RotateKeyResponse { Key = ToMessage(key), ApiKey = secret, OldKey = ToMessage(old) };
    }

    /// <inheritdoc />
    public override async Task<RevokeKeyResponse> RevokeKey(RevokeKeyRequest request, ServerCallContext context) =>
        new() { Key = ToMessage(await keys.RevokeAsync(context.Caller(), request.KeyId, context.CancellationToken)) };

    private Key ToMessage(ApiKeyRecord key) => new()
    {
        KeyId = key.Id,
        TenantId = key.Tenant.Value,
        Name = key.Name,
        Role = key.Role,
        Scopes = { key.Scopes },
        Hint = key.Hint,
        State = key.State(clock.GetUtcNow()),
        CreateTime = Timestamp.FromDateTimeOffset(key.CreatedAt),
        ExpireTime = ToTimestamp(key.ExpiresAt),
        LastUseTime = ToTimestamp(key.LastUsedAt),
        RevokeTime = ToTimestamp(key.RevokedAt),
        RotatedTo = key.RotatedTo ?? "",
        WorkspaceId = key.WorkspaceId,
    };

    private static Timestamp? ToTimestamp(DateTimeOffset? time) => time is { } t ? Timestamp.FromDateTimeOffset(t) : null;
}
