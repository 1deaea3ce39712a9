using Fastchat.Testing;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Tools;

public sealed class ToolRegistryTests
{
    [Fact]
    public void All_AreByName()
    {
        var registry = new ToolRegistry([new FakeTool("b"), new FakeTool("a")]);

        Assert.Equal(["a", "b"], registry.All.Select(t => t.Name));
        Assert.Equal("b", registry.Find("b")?.Name);
        Assert.Null(registry.Find("c"));
    }

    [Fact]
    public void Registry_ManyMistakes_TellsThemAll()
    {
        var wrong = Assert.Throws<FormatException>(() => new ToolRegistry(
        [
            new FakeTool("a"), new FakeTool("a"), new FakeTool("no good"), new FakeTool("mute") { Description = " " },
            new FakeTool("schemaless") { Parameters = Struct.Parser.ParseJson("""{"type": 5}""") },
        ]));

        foreach (var part in (string[])["two tools 'a'", "'no good' must have a name", "'mute' must have a description", "'schemaless': parameters.type"])
            Assert.Contains(part, wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("{}", true)]
    [InlineData("""{"n": 3}""", true)]
    [InlineData("""{"n": "3"}""", false)]
    [InlineData("""{"m": 3}""", false)]
    [InlineData("[]", false)]
    [InlineData("{", false)]
    [InlineData("null", false)]
    [InlineData("""{"n": 1, "n": 2}""", false)]
    public void Read_Arguments_FitTheSchemaOrTellWhatIsWrong(string arguments, bool fits)
    {
        var tool = new ToolRegistry([new FakeTool("t")]).Find("t")!;

        Assert.Equal(fits, tool.Read(arguments, out var problem) is not null);
        Assert.Equal(fits, problem.Length == 0);
        if (!fits) Assert.StartsWith("$", problem, StringComparison.Ordinal);
    }
}
