using Fastchat.Rpc;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Governance.Workspaces;

/// <summary>Puts the part into a host.</summary>
public static class WorkspacesSetup
{
    /// <summary>Adds the parts of tenants.</summary>
    public static IServiceCollection AddWorkspaces(this IServiceCollection services) => services
        .AddSingleton<WorkspaceStore>()
        .AddRpcService<WorkspaceService>();
}
