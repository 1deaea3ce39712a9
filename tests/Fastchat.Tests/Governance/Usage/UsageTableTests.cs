using System.Text;

namespace Fastchat.Governance.Usage;

public sealed class UsageTableTests
{
    [Theory]
    [InlineData("ann", "ann")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@SUM(A1),x", "\"'@SUM(A1),x\"")]
    [InlineData("-5", "'-5")]
    public void Append_User_IsOneCellAndNoFormula(string user, string cell) =>
        Assert.Equal($"2026-03-01,,key_1,{cell},m,1,2,3,5,0.000000004,0,5,6\r\n", Row(new UsageSum
        {
            Day = UsageStore.DayOf(new DateOnly(2026, 3, 1)),
            KeyId = "key_1",
            UserId = user,
            Model = "m",
            Requests = 1,
            PromptTokens = 2,
            CompletionTokens = 3,
            Cost = 4,
            CountedPromptTokens = 5,
            CountedCompletionTokens = 6,
        }));

    [Fact]
    public void Append_DaysSummed_LeavesTheDayEmpty() => Assert.StartsWith(",,,,m,", Row(new UsageSum { Model = "m" }), StringComparison.Ordinal);

    private static string Row(UsageSum sum)
    {
        var table = new StringBuilder();
        UsageTable.Append(table, sum);
        return table.ToString();
    }
}
