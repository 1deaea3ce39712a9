using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;

namespace Fastchat.ModelGateway.BuiltIn;

public sealed class ScriptTests
{
    [Theory]
    [InlineData("Hello there")]
    [InlineData("")]
    [InlineData("[1, 2]")]
    [InlineData("say {\"tokens\": 3}")]
    public void Parse_Words_AreSaidBack(string words) => Assert.Equal(new Script { Text = words }, Script.Parse(words));

    [Fact]
    public void Parse_Script_IsTakenOver()
    {
        Assert.Equal(new Script { Tokens = 5, DelayMs = 10, FailAfter = 2 }, Script.Parse(" {\"tokens\": 5, \"delay_ms\": 10, \"fail_after\": 2}"));
        Assert.Equal(new Script { Text = "Hi." }, Script.Parse("{\"text\": \"Hi.\"}"));
        Assert.Equal(new Script { Tokens = 1_000_000, DelayMs = 60_000 }, Script.Parse("{\"tokens\": 1000000, \"delay_ms\": 60000}"));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"tokens\": 0}")]
    [InlineData("{\"tokens\": 1000001}")]
    [InlineData("{\"tokens\": \"five\"}")]
    [InlineData("{\"tokens\": 1.5}")]
    [InlineData("{\"delay_ms\": -1}")]
    [InlineData("{\"delay_ms\": 60001}")]
    [InlineData("{\"fail_after\": -1}")]
    [InlineData("{\"nonsense\": 1}")]
    [InlineData("{} {}")]
    public void Parse_WrongScript_IsRefused(string words)
    {
        var refusal = Assert.Throws<FastchatException>(() => Script.Parse(words));

        Assert.Equal((ErrorReason.InvalidValue, "messages"), (refusal.Reason, refusal.Param));
    }
}
