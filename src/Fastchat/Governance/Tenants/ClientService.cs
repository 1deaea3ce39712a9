using Fastchat.Contracts.Admin.V1;
using Fastchat.Foundation;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Fastchat.Governance.Tenants;

/// <summary>The door of tenants as the tenant API calls them: clients.</summary>
public sealed class ClientService(TenantDirectory tenants) : Contracts.Admin.V1.ClientService.ClientServiceBase
{
    private const string Listing = "clients";

    /// <inheritdoc />
    public override async Task<CreateClientResponse> CreateClient(CreateClientRequest request, ServerCallContext context)
    {
        if (request.Name.Length == 0) throw FastchatException.MissingField("name");
        var (tenant, key) = await tenants.CreateAsync(
            request.ClientId, request.Config ?? new TenantConfig(), context.CancellationToken, request.Name, nameField: "client_id");
        var client = ToMessage(tenant);
        client.ApiKey = key;
        return new CreateClientResponse { Client = client };
    }

    /// <inheritdoc />
    public override async Task<GetClientResponse> GetClient(GetClientRequest request, ServerCallContext context) =>
        new() { Client = ToMessage(await tenants.GetByNameAsync(request.ClientId, context.CancellationToken)) };

    /// <inheritdoc />
    public override async Task<ListClientsResponse> ListClients(ListClientsRequest request, ServerCallContext context)
    {
        var page = await tenants.ListAsync(PageQuery.Size(request.PageSize, 20, 100), PageToken.Read(Listing, request.PageToken), context.CancellationToken);
        return new ListClientsResponse
        {
            Clients = { page.Items.Select(ToMessage) },
            NextPageToken = page.HasMore ? PageToken.Create(Listing, page.Items[^1].Id.Value) : "",
        };
    }

    /// <inheritdoc />
    public override async Task<UpdateClientConfigResponse> UpdateClientConfig(UpdateClientConfigRequest request, ServerCallContext context)
    {
        var tenant = await tenants.GetByNameAsync(request.ClientId, context.CancellationToken);
        var changed = await tenants.ConfigureAsync(tenant.Id.Value, request.Config ?? new TenantConfig(), context.CancellationToken);
        return new UpdateClientConfigResponse { Config = TenantSettings.Complete(changed.Config) };
    }

    private static Client ToMessage(TenantRecord tenant) => new()
    {
        ClientId = tenant.Name,
        Name = tenant.DisplayName.Length > 0 ? tenant.DisplayName : tenant.Name,
        Status = tenant.Status,
        Config = TenantSettings.Complete(tenant.Config),
        CreatedAt = Timestamp.FromDateTimeOffset(tenant.CreatedAt),
    };
}
