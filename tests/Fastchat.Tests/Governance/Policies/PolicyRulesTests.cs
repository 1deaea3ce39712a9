using Fastchat.Contracts.Admin.V1;
using Fastchat.Foundation;

namespace Fastchat.Governance.Policies;

public sealed class PolicyRulesTests
{
    public static TheoryData<string, Action<PolicyRuleSpec>> Wrong => new()
    {
        { "spec.name", s => s.Name = "" },
        { "spec.name", s => s.Name = new string('a', 101) },
        { "spec.name", s => s.Name = "a\nb" },
        { "spec.effect", s => s.Effect = PolicyEffect.Unspecified },
        { "spec.effect", s => s.Effect = (PolicyEffect)7 },
        { "spec.principals.keys[0]", s => s.Principals = new PrincipalCondition { Keys = { "" } } },
        { "spec.principals.roles[0]", s => s.Principals = new PrincipalCondition { Roles = { Role.Unspecified } } },
        { "spec.permissions[1]", s => s.Permissions.Add(["chat.*", "chat.wirte"]) },
        { "spec.permissions[0]", s => s.Permissions.Add("tenants.write") },
        { "spec.models[0]", s => s.Models.Add("a*b") },
        { "spec.models[0]", s => s.Models.Add(new string('a', 257)) },
        { "spec.tools", s => s.Tools.Add(Enumerable.Repeat("a", 1001)) },
        { "spec.regions[0]", s => s.Regions.Add("\0") },
        { "spec.times", s => s.Times.Add(Enumerable.Repeat(new TimeCondition(), 21)) },
        { "spec.times[0].start_time", s => s.Times.Add(new TimeCondition { StartTime = "8:30" }) },
        { "spec.times[0].end_time", s => s.Times.Add(new TimeCondition { EndTime = "24:00" }) },
        { "spec.times[0].end_time", s => s.Times.Add(new TimeCondition { StartTime = "08:00", EndTime = "08:00" }) },
        { "spec.times[0].days[0]", s => s.Times.Add(new TimeCondition { Days = { (Weekday)8 } }) },
        { "spec.times[0].time_zone", s => s.Times.Add(new TimeCondition { TimeZone = "Atlantis" }) },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void Check_WrongRule_NamesTheField(string param, Action<PolicyRuleSpec> spoil)
    {
        var spec = new PolicyRuleSpec { Name = "a rule", Effect = PolicyEffect.Deny };
        PolicyRules.Check(spec);

        spoil(spec);

        Assert.Equal(param, Assert.Throws<FastchatException>(() => PolicyRules.Check(spec)).Param);
    }

    [Fact]
    public void Check_NoRule_NamesTheField() => Assert.Equal("spec", Assert.Throws<FastchatException>(() => PolicyRules.Check(null)).Param);
}
