namespace Fastchat.Rpc.Client.Configuration;

/// <summary>How the calls of a channel behave. Source: gRPC "Service Config in gRPC"; retries: gRFC A6.</summary>
public sealed record ServiceConfig
{
    /// <summary>What holds for which methods. The most exact name wins: method, then service, then all.</summary>
    public IReadOnlyList<MethodConfig> MethodConfigs { get; init; } = [];

    /// <summary>When a server that fails too often is spared from retries; null for never.</summary>
    public RetryThrottlingPolicy? RetryThrottling { get; init; }

    /// <summary>Which of several addresses calls go to: one of <see cref="LoadBalancingPolicies"/>. Default <c>pick_first</c>.</summary>
    public string LoadBalancingPolicy { get; init; } = LoadBalancingPolicies.PickFirst;

    /// <summary>Reads gRPC's JSON form. Fields that are not known are left aside, as its specification asks.</summary>
    /// <exception cref="FormatException">It is not JSON, or a value is wrong; the message names the field.</exception>
    public static ServiceConfig Parse(string json) => ServiceConfigJson.Read(json);

    /// <summary>What is wrong with these values, each with the path of its field; nothing if they hold.</summary>
    internal IEnumerable<string> Violations()
    {
        if (!LoadBalancingPolicies.All.Contains(LoadBalancingPolicy))
            yield return $"loadBalancingPolicy is '{LoadBalancingPolicy}'; known are {string.Join(" and ", LoadBalancingPolicies.All)}";
        foreach (var violation in MethodConfigs.SelectMany((config, i) => config.Violations().Select(v => $"methodConfig[{i}].{v}"))) yield return violation;
        foreach (var name in MethodConfigs.SelectMany(c => c.Names).GroupBy(n => n).Where(g => g.Count() > 1).Select(g => g.Key))
            yield return $"methodConfig names '{name}' twice";
        foreach (var violation in RetryThrottling?.Violations() ?? []) yield return $"retryThrottling.{violation}";
    }
}
