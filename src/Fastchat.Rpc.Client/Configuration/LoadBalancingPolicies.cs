namespace Fastchat.Rpc.Client.Configuration;

/// <summary>The names of the ways to choose among several addresses.</summary>
public static class LoadBalancingPolicies
{
    /// <summary>The first address that can be reached, for as long as it can.</summary>
    public const string PickFirst = "pick_first";

    /// <summary>All addresses that can be reached, in turn.</summary>
    public const string RoundRobin = "round_robin";

    internal static readonly string[] All = [PickFirst, RoundRobin];
}
