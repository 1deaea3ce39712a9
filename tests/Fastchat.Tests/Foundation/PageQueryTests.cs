using Fastchat.Contracts.Errors.V1;

namespace Fastchat.Foundation;

public sealed class PageQueryTests
{
    [Theory]
    [InlineData(0, 20)]
    [InlineData(1, 1)]
    [InlineData(100, 100)]
    [InlineData(101, 100)]
    public void Size_Asked_IsDefaultOrAtMostTheMaximum(int asked, int size) => Assert.Equal(size, PageQuery.Size(asked, 20, 100));

    [Fact]
    public void Size_Negative_IsRefused()
    {
        var refusal = Assert.Throws<FastchatException>(() => PageQuery.Size(-1, 20, 100));

        Assert.Equal((ErrorReason.InvalidValue, "page_size"), (refusal.Reason, refusal.Param));
    }
}
