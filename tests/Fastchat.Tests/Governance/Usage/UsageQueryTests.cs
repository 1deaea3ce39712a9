using Fastchat.Contracts.Admin.V1;
using Fastchat.Foundation;
using Fastchat.Testing;

namespace Fastchat.Governance.Usage;

public sealed class UsageQueryTests
{
    private static readonly FakeClock Clock = new();

    [Fact]
    public void Parse_NothingAsked_IsThirtyDaysToTodayByAll()
    {
        var query = UsageQuery.Parse("", "", [], Clock);

        var today = DateOnly.FromDateTime(Clock.GetUtcNow().UtcDateTime);
        Assert.Equal((today.AddDays(-30), today, 5), (query.First, query.Last, query.Groups.Count));
    }

    [Fact]
    public void Parse_GroupsInAnyOrderAndTwice_AreInOrderAndOnce() => Assert.Equal(
        [UsageGroup.Day, UsageGroup.Model], UsageQuery.Parse("", "", [UsageGroup.Model, UsageGroup.Day, UsageGroup.Model], Clock).Groups);

    [Theory]
    [InlineData("2026-2-1", "", "start_day")]
    [InlineData("2026-02-30", "", "start_day")]
    [InlineData("0001-01-01", "0001-01-02", "end_day")]
    [InlineData("", "yesterday", "end_day")]
    [InlineData("2026-03-02", "2026-03-01", "start_day")]
    [InlineData("2024-03-02", "2026-03-01", "start_day")]
    public void Parse_DaysThatAreNone_NamesTheField(string first, string last, string param) =>
        Assert.Equal(param, Assert.Throws<FastchatException>(() => UsageQuery.Parse(first, last, [], Clock)).Param);

    [Fact]
    public void Parse_GroupThatIsNone_NamesTheField() =>
        Assert.Equal("group_by[1]", Assert.Throws<FastchatException>(() => UsageQuery.Parse("", "", [UsageGroup.Day, (UsageGroup)9], Clock)).Param);
}
