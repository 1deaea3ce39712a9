using System.Buffers.Text;
using Fastchat.Contracts.Errors.V1;

namespace Fastchat.Foundation;

public sealed class PageTokenTests
{
    [Fact]
    public void Read_OwnToken_IsTheIdAgain() => Assert.Equal("file-1", PageToken.Read("files:ünd", PageToken.Create("files:ünd", "file-1")));

    [Fact]
    public void Read_Empty_IsTheFirstPage() => Assert.Null(PageToken.Read("files:", ""));

    [Theory]
    [InlineData("%%%")]
    [InlineData("AAAA")]
    [InlineData("a")]
    public void Read_Garbage_IsRefused(string token) => AssertRefused("files:", token);

    [Fact]
    public void Read_TokenOfOtherListing_IsRefused() => AssertRefused("files:", PageToken.Create("files:user_data", "file-1"));

    [Fact]
    public void Read_TokenWithMoreInIt_IsRefused() => AssertRefused("files:", Base64Url.EncodeToString("files:\na\nb"u8));

    private static void AssertRefused(string listing, string token)
    {
        var refusal = Assert.Throws<FastchatException>(() => PageToken.Read(listing, token));
        Assert.Equal(ErrorReason.InvalidPageToken, refusal.Reason);
        Assert.Equal("page_token", refusal.Param);
    }
}
