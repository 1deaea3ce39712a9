using System.Text.Json.Nodes;

namespace Fastchat.ModelGateway.Formats;

/// <summary>How many values are in a value, itself included: what comparing it may cost. Equal values are of equal size.</summary>
internal static class NodeSize
{
    public static int Of(JsonNode? node) => node switch
    {
        JsonObject members => 1 + members.Sum(m => Of(m.Value)),
        JsonArray items => 1 + items.Sum(Of),
        _ => 1,
    };
}
