using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Identity;
using Fastchat.Governance.Policies;
using Fastchat.Governance.Tenants;
using Fastchat.Rpc.Calls;
using Grpc.Core;

namespace Fastchat.Tools;

/// <summary>The tools that a caller may let models call: what his tenant's settings and rules leave of the server's.</summary>
public sealed class ToolCatalog(ToolRegistry registry, TenantDirectory tenants, PolicyGuard policies)
{
    /// <summary>All of them, by name.</summary>
    public async Task<IReadOnlyList<RegisteredTool>> ListAsync(ServerCallContext context)
    {
        if (!(await tenants.SettingsAsync(context.Tenant(), context.CancellationToken)).Models.AllowsTools) return [];
        var permits = await policies.ToolsAsync((ServerCall)context);
        return permits is null ? registry.All : [.. registry.All.Where(t => permits(t.Name))];
    }

    /// <summary>Those of some names.</summary>
    /// <param name="context">The call.</param>
    /// <param name="names">The names, each with the field that holds it.</param>
    /// <exception cref="FastchatException">TOOL_NOT_FOUND: one is not there, or not for this caller.</exception>
    public async Task<IReadOnlyList<RegisteredTool>> FindAsync(ServerCallContext context, IReadOnlyList<(string Name, string Param)> names)
    {
        var all = await ListAsync(context);
        var found = new List<RegisteredTool>();
        foreach (var (name, param) in names)
        {
            if (name.Length == 0) throw FastchatException.MissingField(param);
            var tool = all.FirstOrDefault(t => t.Name == name) ?? throw new FastchatException(ErrorReason.ToolNotFound, $"There is no tool '{name}'. GET /v1/tools lists those on offer.", param);
            if (!found.Contains(tool)) found.Add(tool);
        }

        return found;
    }
}
