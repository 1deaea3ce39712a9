using Fastchat.Contracts.Admin.V1;
using Fastchat.Foundation;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Fastchat.Governance.Tenants;

/// <summary>The door of tenants.</summary>
public sealed class TenantService(TenantDirectory tenants) : Contracts.Admin.V1.TenantService.TenantServiceBase
{
    private const string Listing = "tenants";

    /// <inheritdoc />
    public override async Task<CreateTenantResponse> CreateTenant(CreateTenantRequest request, ServerCallContext context)
    {
        var (tenant, key) = await tenants.CreateAsync(request.Name, request.Config ?? new TenantConfig(), context.CancellationToken, request.DisplayName);
        return new CreateTenantResponse { Tenant = ToMessage(tenant), ApiKey = key };
    }

    /// <inheritdoc />
    public override async Task<GetTenantResponse> GetTenant(GetTenantRequest request, ServerCallContext context) =>
        new() { Tenant = ToMessage(await tenants.GetAsync(request.TenantId, context.CancellationToken)) };

    /// <inheritdoc />
    public override async Task<ListTenantsResponse> ListTenants(ListTenantsRequest request, ServerCallContext context)
    {
        var page = await tenants.ListAsync(PageQuery.Size(request.PageSize, 20, 100), PageToken.Read(Listing, request.PageToken), context.CancellationToken);
        return new ListTenantsResponse
        {
            Tenants = { page.Items.Select(ToMessage) },
            NextPageToken = page.HasMore ? PageToken.Create(Listing, page.Items[^1].Id.Value) : "",
        };
    }

    /// <inheritdoc />
    public override async Task<UpdateTenantConfigResponse> UpdateTenantConfig(UpdateTenantConfigRequest request, ServerCallContext context) =>
        new() { Tenant = ToMessage(await tenants.ConfigureAsync(request.TenantId, request.Config ?? new TenantConfig(), context.CancellationToken)) };

    /// <inheritdoc />
    public override async Task<UpdateTenantResponse> UpdateTenant(UpdateTenantRequest request, ServerCallContext context)
    {
        var (name, status) = (request.HasDisplayName ? request.DisplayName : null, request.Status == TenantStatus.Unspecified ? (TenantStatus?)null : request.Status);
        return new UpdateTenantResponse { Tenant = ToMessage(await tenants.UpdateAsync(request.TenantId, name, status, context.CancellationToken)) };
    }

    private static Tenant ToMessage(TenantRecord tenant) => new()
    {
        TenantId = tenant.Id.Value,
        Name = tenant.Name,
        CreateTime = Timestamp.FromDateTimeOffset(tenant.CreatedAt),
        Config = tenant.Config,
        DisplayName = tenant.DisplayName,
        Status = tenant.Status,
    };
}
