using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.Tools;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Fastchat.Chat.Rounds;

/// <summary>Offers the server's tools in a turn: found for the caller, and described to the model beside the tools of his own.</summary>
public sealed class TurnTools(ToolCatalog catalog)
{
    /// <summary>A turn with tools of the server's, by name.</summary>
    /// <param name="request">The turn; its parameters get the tools.</param>
    /// <param name="names">The tools, each with the field that names it; null for all that the caller may use.</param>
    /// <param name="context">The call.</param>
    /// <exception cref="FastchatException">TOOL_NOT_FOUND; INVALID_VALUE: the caller has a tool of the same name, or wants several answers.</exception>
    internal async ValueTask<TurnRequest> OfferAsync(TurnRequest request, IReadOnlyList<(string Name, string Param)>? names, ServerCallContext context)
    {
        var tools = names is null ? await catalog.ListAsync(context) : await catalog.FindAsync(context, names);
        if (tools.Count == 0) return request;
        if (request.Parameters is { HasN: true, N: > 1 }) throw FastchatException.InvalidValue("n", "n must be 1 beside tools of the server's.");
        var own = request.Parameters.Tools.Select(t => OpenJson.Text(t.Function?.Function ?? t.Custom?.Custom, "name")).ToHashSet(StringComparer.Ordinal);
        if (tools.FirstOrDefault(t => own.Contains(t.Name)) is { } twice)
            throw FastchatException.InvalidValue("tools", $"tools must have different names, but '{twice.Name}' is a tool of the server's and one of the request's own.");
        request.Parameters.Tools.AddRange(tools.Select(t => Describe(t.Tool)));
        return request with { ServerTools = tools };
    }

    private static ChatTool Describe(ITool tool) => new()
    {
        Function = new FunctionTool
        {
            Function = new Struct
            {
                Fields = { ["name"] = Value.ForString(tool.Name), ["description"] = Value.ForString(tool.Description), ["parameters"] = Value.ForStruct(tool.Parameters) },
            },
        },
    };
}
