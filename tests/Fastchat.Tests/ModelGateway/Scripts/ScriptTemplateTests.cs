namespace Fastchat.ModelGateway.Scripts;

public sealed class ScriptTemplateTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("${a}", "1")]
    [InlineData("x ${a}${b} y", "x 12 y")]
    [InlineData("$${a}", "${a}")]
    [InlineData("$$${a}", "$${a}")]
    [InlineData("costs $5 {a}", "costs $5 {a}")]
    [InlineData("${a", "${a")]
    [InlineData("${}", "${}")]
    [InlineData("${unknown}!", "!")]
    public void Fill_Text_HasTheVariables(string text, string expected) =>
        Assert.Equal(expected, ScriptTemplate.Parse(text).Fill(new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" }));

    [Fact]
    public void Names_Text_AreItsVariables() => Assert.Equal(["a", "b"], ScriptTemplate.Parse("${a} $${c} ${b}").Names);
}
