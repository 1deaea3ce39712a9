using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Chat.Responses;

/// <summary>The server's tools in a request for a response, where they are an MCP server of a label of its own.</summary>
internal static class ResponseTools
{
    /// <summary>The label that stands for the server's own tools.</summary>
    public const string Label = "fastchat";

    private const int Most = 128;

    /// <summary>Whether a request wants the server's tools.</summary>
    /// <param name="request">The request.</param>
    /// <param name="names">Those that it names, each with the field that does; null for all that the caller may use.</param>
    /// <exception cref="FastchatException">MISSING_FIELD or INVALID_VALUE.</exception>
    public static bool Wants(ResponseParams request, out IReadOnlyList<(string Name, string Param)>? names)
    {
        names = null;
        var at = -1;
        for (var i = 0; i < request.Tools.Count; i++)
        {
            if (request.Tools[i].Mcp is not { } mcp) continue;
            Check(mcp, $"tools[{i}]");
            if (at >= 0) throw FastchatException.InvalidValue("tools", $"tools may hold one mcp of the label \"{Label}\"; name all of its tools in it.");
            at = i;
        }

        if (at < 0) return false;
        var allowed = request.Tools[at].Mcp.AllowedTools;
        var param = $"tools[{at}].allowed_tools";
        IReadOnlyList<string>? stated = allowed?.ValueCase switch
        {
            McpAllowedTools.ValueOneofCase.Names => allowed.Names.Values,
            McpAllowedTools.ValueOneofCase.Filter => allowed.Filter.ToolNames,
            _ => null,
        };
        if (stated is { Count: > Most }) throw FastchatException.InvalidValue(param, $"{param} must have at most {Most} entries, but has {stated.Count}.");
        names = stated?.Select(name => (name, param)).ToList();
        return true;
    }

    private static void Check(McpTool tool, string param)
    {
        if (tool.ServerLabel.Length == 0) throw FastchatException.MissingField($"{param}.server_label");
        if (tool.ServerLabel != Label) throw FastchatException.InvalidValue($"{param}.server_label", $"{param}.server_label must be \"{Label}\", which stands for the tools of this server; others are not called.");
        if (tool.HasServerUrl) throw FastchatException.InvalidValue($"{param}.server_url", $"{param}.server_url must be absent: servers of the caller's are not called.");
        if (tool.HasConnectorId) throw FastchatException.InvalidValue($"{param}.connector_id", $"{param}.connector_id must be absent: there are no connectors here.");
        if (tool.RequireApproval is not (null or { KindCase: Value.KindOneofCase.NullValue or Value.KindOneofCase.None } or { StringValue: "never" }))
            throw FastchatException.InvalidValue($"{param}.require_approval", $"{param}.require_approval must be \"never\" or absent: nobody can be asked in the middle of a response.");
    }
}
