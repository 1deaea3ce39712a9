using BenchmarkDotNet.Attributes;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Governance.Policies;

namespace Fastchat.Benchmarks.Micro;

/// <summary>Deciding a call by a tenant's rules.</summary>
public class PolicyBenchmarks
{
    private readonly PolicyTarget _call = new()
    {
        KeyId = "key_1",
        Role = Role.User,
        Permission = "chat.write",
        Time = new DateTimeOffset(2026, 3, 4, 12, 0, 0, TimeSpan.Zero),
        Resources = new PolicyResources(["gpt-4o"], ["file_search"], ["vs_1", "vs_2", "vs_3"], []),
    };

    private TenantPolicy _policy = null!;

    /// <summary>How many rules the tenant has; none but the last one matches, so that all are tried.</summary>
    [Params(1, 100, 1000)]
    public int Rules { get; set; }

    /// <summary>Makes the rules.</summary>
    [GlobalSetup]
    public void Setup() => _policy = new TenantPolicy(
        Enumerable.Range(0, Rules).Select(i => new PolicyRuleRecord($"rule_{i:0000}", Spec(i), _call.Time, _call.Time)), new ModelAccess(), PolicyEffect.Allow);

    /// <summary>One decision.</summary>
    [Benchmark]
    public bool Decide() => _policy.Decide(_call).Denies;

    private PolicyRuleSpec Spec(int i) => new()
    {
        Name = "a rule",
        Effect = PolicyEffect.Deny,
        Permissions = { "chat.*" },
        Models = { i == Rules - 1 ? "gpt-*" : "other-*", "claude-*" },
        Times = { new TimeCondition { StartTime = "09:00", EndTime = "17:00" } },
    };
}
