using Fastchat.Contracts.Admin.V1;

namespace Fastchat.Governance.Policies;

public sealed class TenantPolicyTests
{
    // A Wednesday.
    private static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    private static readonly PolicyTarget Call = new()
    {
        KeyId = "key_1",
        UserId = "ann",
        Role = Role.User,
        WorkspaceId = "ws_1",
        Permission = "chat.write",
        Time = Noon,
        Region = "DE",
        Resources = new PolicyResources(["gpt-4o"], ["file_search"], ["vs_1", "vs_2"], ["file-1"]),
    };

    [Fact]
    public void Decide_NoRules_AllowsUnlessTheDefaultDenies()
    {
        Assert.False(Policy().Decide(Call).Denies);
        Assert.True(Policy().IsEmpty);
        Assert.True(new TenantPolicy([], new ModelAccess(), PolicyEffect.Deny).Decide(Call).Denies);
    }

    [Fact]
    public void Decide_AllowAndDenyMatch_DenyWinsWhateverTheOrder()
    {
        var (allow, deny) = (Rule("rule_a", PolicyEffect.Allow), Rule("rule_d", PolicyEffect.Deny));

        Assert.Equal((true, "rule_d"), Answer(Policy(allow, deny).Decide(Call)));
        Assert.Equal((true, "rule_d"), Answer(Policy(deny, allow).Decide(Call)));
    }

    [Fact]
    public void Decide_DefaultDenies_OnlyWhatARuleAllowsGoesOn()
    {
        var policy = new TenantPolicy([Rule("rule_a", PolicyEffect.Allow, s => s.Models.Add("gpt-*"))], new ModelAccess(), PolicyEffect.Deny);

        Assert.Equal((false, "rule_a"), Answer(policy.Decide(Call)));
        Assert.Equal((true, ""), Answer(policy.Decide(Call with { Resources = PolicyResources.Model("claude") })));
        Assert.Equal((true, ""), Answer(policy.Decide(Call with { Resources = PolicyResources.None })));
    }

    public static TheoryData<string, string, bool> Conditions => new()
    {
        { "keys", "key_1", true }, { "keys", "key_2", false },
        { "users", "an*", true }, { "users", "bob", false },
        { "workspaces", "ws_1", true }, { "workspaces", "ws_2", false },
        { "roles", "user", true }, { "roles", "viewer", false },
        { "permissions", "chat.*", true }, { "permissions", "files.*", false },
        { "models", "gpt-4o", true }, { "models", "gpt-4", false },
        { "tools", "file_*", true }, { "tools", "web_search", false },
        { "collections", "vs_2", true }, { "collections", "vs_3", false },
        { "resources", "file-1", true }, { "resources", "file-2", false },
        { "regions", "DE", true }, { "regions", "US", false },
    };

    [Theory]
    [MemberData(nameof(Conditions))]
    public void Decide_OneCondition_MatchesWhatItNamesAlone(string condition, string name, bool matches) =>
        Assert.Equal(matches, Policy(Rule("rule_d", PolicyEffect.Deny, s => Add(s, condition, name))).Decide(Call).Denies);

    [Theory]
    [MemberData(nameof(Conditions))]
    public void Decide_OneConditionOfTwoMatches_RuleDoesNot(string condition, string name, bool matches)
    {
        _ = matches;
        Assert.False(Policy(Rule("rule_d", PolicyEffect.Deny, s =>
        {
            Add(s, condition, name);
            Add(s, condition == "permissions" ? "models" : "permissions", condition == "permissions" ? "none" : "files.read");
        })).Decide(Call).Denies);
    }

    [Fact]
    public void Decide_SeveralPrincipalLists_AnyOfThemIsMeant() => Assert.True(Policy(Rule("rule_d", PolicyEffect.Deny, s =>
    {
        Add(s, "users", "bob");
        Add(s, "roles", "user");
    })).Decide(Call).Denies);

    [Fact]
    public void Decide_SeveralCollections_AllowNeedsAllAndDenyAny()
    {
        var allow = new TenantPolicy([Rule("rule_a", PolicyEffect.Allow, s => s.Collections.Add("vs_1"))], new ModelAccess(), PolicyEffect.Deny);

        Assert.True(allow.Decide(Call).Denies);
        Assert.False(allow.Decide(Call with { Resources = PolicyResources.None with { Collections = ["vs_1"] } }).Denies);
        Assert.True(Policy(Rule("rule_d", PolicyEffect.Deny, s => s.Collections.Add("vs_1"))).Decide(Call).Denies);
    }

    [Fact]
    public void Decide_RequestNotReadYet_WaitsWithDenyAndHopesForAllow()
    {
        var unread = Call with { Resources = null };

        Assert.False(Policy(Rule("rule_d", PolicyEffect.Deny, s => s.Models.Add("*"))).Decide(unread).Denies);
        Assert.False(new TenantPolicy([Rule("rule_a", PolicyEffect.Allow, s => s.Models.Add("*"))], new ModelAccess(), PolicyEffect.Deny).Decide(unread).Denies);
        Assert.True(Policy(Rule("rule_d", PolicyEffect.Deny)).Decide(unread).Denies);
    }

    [Fact]
    public void Decide_Disabled_IsLeftOut() => Assert.True(Policy(Rule("rule_d", PolicyEffect.Deny, s => s.Disabled = true)).IsEmpty);

    [Fact]
    public void Decide_Owner_IsNeverLockedOutOfTheRules()
    {
        var policy = Policy(Rule("rule_d", PolicyEffect.Deny));

        Assert.False(policy.Decide(Call with { Role = Role.Owner, Permission = "policies.write" }).Denies);
        Assert.True(policy.Decide(Call with { Role = Role.Admin, Permission = "policies.write" }).Denies);
        Assert.True(policy.Decide(Call with { Role = Role.Owner }).Denies);
    }

    [Theory]
    [InlineData("gpt-*", "", "gpt-4o", false)]
    [InlineData("gpt-*", "", "claude", true)]
    [InlineData("", "gpt-4o", "gpt-4o", true)]
    [InlineData("gpt-*", "gpt-4o", "gpt-4o", true)]
    [InlineData("", "gpt-4o", "gpt-4", false)]
    public void Decide_ModelsOfTheConfiguration_AreHeld(string allow, string deny, string model, bool denies)
    {
        var access = new ModelAccess();
        if (allow.Length > 0) access.Allow.Add(allow);
        if (deny.Length > 0) access.Deny.Add(deny);

        Assert.Equal(denies, new TenantPolicy([], access, PolicyEffect.Allow).Decide(Call with { Resources = PolicyResources.Model(model) }).Denies);
    }

    [Theory]
    [InlineData("", "", "", "2026-03-04T12:00:00Z", true)]
    [InlineData("09:00", "17:00", "", "2026-03-04T08:59:59Z", false)]
    [InlineData("09:00", "17:00", "", "2026-03-04T09:00:00Z", true)]
    [InlineData("09:00", "17:00", "", "2026-03-04T17:00:00Z", false)]
    [InlineData("09:00", "17:00", "Europe/Berlin", "2026-03-04T08:00:00Z", true)]
    [InlineData("09:00", "17:00", "Europe/Berlin", "2026-07-01T07:00:00Z", true)]
    [InlineData("09:00", "17:00", "America/New_York", "2026-03-04T12:00:00Z", false)]
    [InlineData("22:00", "06:00", "", "2026-03-05T05:59:00Z", true)]
    [InlineData("22:00", "06:00", "", "2026-03-04T05:59:00Z", false)]
    [InlineData("22:00", "06:00", "", "2026-03-04T23:00:00Z", true)]
    [InlineData("", "", "", "2026-03-05T12:00:00Z", false)]
    public void Decide_Wednesdays_MatchesInTheirZoneAndPastMidnight(string start, string end, string zone, string time, bool denies) => Assert.Equal(
        denies,
        Policy(Rule("rule_d", PolicyEffect.Deny, s => s.Times.Add(new TimeCondition { Days = { Weekday.Wednesday }, StartTime = start, EndTime = end, TimeZone = zone })))
            .Decide(Call with { Time = DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture) }).Denies);

    [Fact]
    public void Decide_RegionNobodySays_MatchesNoRegion() =>
        Assert.False(Policy(Rule("rule_d", PolicyEffect.Deny, s => s.Regions.Add("*"))).Decide(Call with { Region = "" }).Denies);

    private static TenantPolicy Policy(params PolicyRuleRecord[] rules) => new(rules, new ModelAccess(), PolicyEffect.Allow);

    private static PolicyRuleRecord Rule(string id, PolicyEffect effect, Action<PolicyRuleSpec>? fill = null)
    {
        var spec = new PolicyRuleSpec { Name = id, Effect = effect };
        fill?.Invoke(spec);
        return new PolicyRuleRecord(id, spec, Noon, Noon);
    }

    private static void Add(PolicyRuleSpec spec, string condition, string name)
    {
        spec.Principals ??= new PrincipalCondition();
        if (condition == "roles") spec.Principals.Roles.Add(Enum.Parse<Role>(name, ignoreCase: true));
        else (condition switch
        {
            "keys" => spec.Principals.Keys,
            "users" => spec.Principals.Users,
            "workspaces" => spec.Principals.Workspaces,
            "permissions" => spec.Permissions,
            "models" => spec.Models,
            "tools" => spec.Tools,
            "collections" => spec.Collections,
            "resources" => spec.Resources,
            _ => spec.Regions,
        }).Add(name);
    }

    private static (bool, string) Answer(PolicyDecision decision) => (decision.Denies, decision.RuleId);
}
