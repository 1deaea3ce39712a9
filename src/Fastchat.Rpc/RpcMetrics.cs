using System.Diagnostics.Metrics;

namespace Fastchat.Rpc;

/// <summary>What the wire counts, under the meter <c>Fastchat.Rpc</c>.</summary>
internal static class RpcMetrics
{
    private static readonly Meter Meter = new("Fastchat.Rpc");

    /// <summary>JSON members that no field took, by <c>rpc.method</c>: what clients send and the contract does not know.</summary>
    public static readonly Counter<long> IgnoredJsonMembers = Meter.CreateCounter<long>("rpc.json.unknown_members", "{member}", "Members of JSON bodies that no field took.");
}
