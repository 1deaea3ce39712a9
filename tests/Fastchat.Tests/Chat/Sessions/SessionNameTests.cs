using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;

namespace Fastchat.Chat.Sessions;

public sealed class SessionNameTests
{
    [Fact]
    public void Of_Name_IsIt() => Assert.Equal("Ann.Lee_7:web@home-1", SessionName.Of("Ann.Lee_7:web@home-1"));

    [Fact]
    public void Of_Nothing_IsANewNameThatMayBeUsed()
    {
        var name = SessionName.Of("");

        Assert.Equal(name, SessionName.Of(name));
        Assert.NotEqual(name, SessionName.Of(""));
    }

    [Fact]
    public void Of_Longest_IsTakenAndOneMoreRefused()
    {
        Assert.Equal(128, SessionName.Of(new string('a', 128)).Length);
        Refused(new string('a', 129));
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("käse")]
    [InlineData("a\0")]
    public void Of_OtherCharacters_IsRefused(string name) => Refused(name);

    private static void Refused(string name)
    {
        var error = Assert.Throws<FastchatException>(() => SessionName.Of(name));
        Assert.Equal((ErrorReason.InvalidValue, "session_id"), (error.Reason, error.Param));
    }
}
