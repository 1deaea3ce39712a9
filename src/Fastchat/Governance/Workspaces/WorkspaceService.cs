using Fastchat.Contracts.Admin.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Identity;
using Fastchat.Governance.Tenants;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Fastchat.Governance.Workspaces;

/// <summary>The door of workspaces.</summary>
public sealed class WorkspaceService(WorkspaceStore store, TenantChoice tenants) : Contracts.Admin.V1.WorkspaceService.WorkspaceServiceBase
{
    private const int LongestName = 200;

    /// <inheritdoc />
    public override async Task<CreateWorkspaceResponse> CreateWorkspace(CreateWorkspaceRequest request, ServerCallContext context)
    {
        var tenant = await tenants.ResolveAsync(context.Caller(), request.TenantId, context.CancellationToken);
        StoredText.CheckName("name", request.Name, LongestName);
        var workspace = await store.AddAsync(tenant, request.Name, context.CancellationToken)
            ?? throw FastchatException.InvalidValue("name", $"A tenant may have at most {WorkspaceStore.Most} workspaces.");
        return new CreateWorkspaceResponse { Workspace = ToMessage(tenant, workspace) };
    }

    /// <inheritdoc />
    public override async Task<GetWorkspaceResponse> GetWorkspace(GetWorkspaceRequest request, ServerCallContext context)
    {
        var tenant = Owner(context.Caller(), request.WorkspaceId);
        return new GetWorkspaceResponse
        {
            Workspace = ToMessage(tenant, await store.FindAsync(tenant, request.WorkspaceId, context.CancellationToken) ?? throw WorkspaceStore.NotFound(request.WorkspaceId)),
        };
    }

    /// <inheritdoc />
    public override async Task<ListWorkspacesResponse> ListWorkspaces(ListWorkspacesRequest request, ServerCallContext context)
    {
        var tenant = await tenants.ResolveAsync(context.Caller(), request.TenantId, context.CancellationToken);
        var listing = $"workspaces:{tenant.Value}";
        var page = await store.ListAsync(tenant, new PageQuery(PageQuery.Size(request.PageSize, 20, 100), PageToken.Read(listing, request.PageToken)), context.CancellationToken);
        return new ListWorkspacesResponse
        {
            Workspaces = { page.Items.Select(w => ToMessage(tenant, w)) },
            NextPageToken = page.HasMore ? PageToken.Create(listing, page.Items[^1].Id) : "",
        };
    }

    /// <inheritdoc />
    public override async Task<UpdateWorkspaceResponse> UpdateWorkspace(UpdateWorkspaceRequest request, ServerCallContext context)
    {
        var tenant = Owner(context.Caller(), request.WorkspaceId);
        if (request.HasName) StoredText.CheckName("name", request.Name, LongestName);
        var changed = await store.UpdateAsync(
            tenant, request.WorkspaceId, request.HasName ? request.Name : null, request.HasArchived ? request.Archived : null, context.CancellationToken);
        return new UpdateWorkspaceResponse { Workspace = ToMessage(tenant, changed ?? throw WorkspaceStore.NotFound(request.WorkspaceId)) };
    }

    private static TenantId Owner(Caller caller, string id) => caller.OwnerOf(id, Ids.Workspace) ?? throw WorkspaceStore.NotFound(id);

    private static Workspace ToMessage(TenantId tenant, WorkspaceRecord workspace) => new()
    {
        WorkspaceId = workspace.Id,
        TenantId = tenant.Value,
        Name = workspace.Name,
        CreateTime = Timestamp.FromDateTimeOffset(workspace.CreatedAt),
        ArchiveTime = workspace.ArchivedAt is { } archived ? Timestamp.FromDateTimeOffset(archived) : null,
    };
}
