using Fastchat.Contracts.Chat.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Identity;
using Grpc.Core;

namespace Fastchat.Tools;

/// <summary>The door of tools.</summary>
public sealed class ToolService(ToolCatalog catalog) : Contracts.Chat.V1.ToolService.ToolServiceBase
{
    /// <inheritdoc />
    public override async Task<ListToolsResponse> ListTools(ListToolsRequest request, ServerCallContext context)
    {
        var size = PageQuery.Size(request.PageSize, 100, 1000);
        var listing = $"tools:{context.Tenant()}";
        var after = PageToken.Read(listing, request.PageToken);
        var rest = (await catalog.ListAsync(context)).Where(t => after is null || string.CompareOrdinal(t.Name, after) > 0).Take(size + 1).ToList();
        return new ListToolsResponse
        {
            Tools = { rest.Take(size).Select(t => ToMessage(t.Tool)) },
            NextPageToken = rest.Count > size ? PageToken.Create(listing, rest[size - 1].Name) : "",
        };
    }

    private static ToolDescription ToMessage(ITool tool) =>
        new() { Name = tool.Name, Description = tool.Description, Parameters = tool.Parameters, RequiresApproval = tool.RequiresApproval };
}
