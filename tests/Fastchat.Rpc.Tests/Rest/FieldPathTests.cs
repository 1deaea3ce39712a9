using Fastchat.Rpc.WireTest;

namespace Fastchat.Rpc.Rest;

public sealed class FieldPathTests
{
    [Fact]
    public void Find_PathThroughAMessageThatHoldsItself_GoesNoDeeperThanJsonMay()
    {
        Assert.NotNull(FieldPath.Find(Scalars.Descriptor, Deep(20)));
        Assert.Null(FieldPath.Find(Scalars.Descriptor, Deep(2000)));
    }

    [Theory]
    [InlineData("data")]
    [InlineData("counts")]
    [InlineData("open")]
    public void TakesText_FieldWithoutAFormAsText_IsFalse(string field) => Assert.False(FieldPath.Find(Scalars.Descriptor, field)!.TakesText);

    private static string Deep(int messages) => string.Concat(Enumerable.Repeat("inner.", messages)) + "text";
}
