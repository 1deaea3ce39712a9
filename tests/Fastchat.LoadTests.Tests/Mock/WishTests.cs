using System.Text;

namespace Fastchat.LoadTests.Mock;

public sealed class WishTests
{
    [Fact]
    public void Wish_WrittenAndFound_IsTheSame()
    {
        var wish = new Wish(42, 300, 20, Joined: true);

        Assert.Equal(wish, Wish.Find(Encoding.ASCII.GetBytes($$"""{"messages":[{"content":"{{wish}}"}]}""")));
    }

    [Fact]
    public void Body_WithoutAWish_GetsAShortAnswer() => Assert.Equal(new Wish(0, 16, 0, Joined: true), Wish.Find("{}"u8));
}
