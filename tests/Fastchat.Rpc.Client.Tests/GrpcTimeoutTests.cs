namespace Fastchat.Rpc.Client.Tests;

public sealed class GrpcTimeoutTests
{
    [Theory]
    [InlineData("00:00:00", "1m")]
    [InlineData("-00:00:01", "1m")]
    [InlineData("00:00:00.0000001", "1m")]
    [InlineData("00:00:00.0010000", "1m")]
    [InlineData("00:00:00.0010001", "2m")]
    [InlineData("1.03:46:39.9990000", "99999999m")]
    [InlineData("1.03:46:39.9990001", "100000S")]
    [InlineData("1157.09:46:39", "99999999S")]
    [InlineData("1157.09:46:39.5000000", "1666667M")]
    [InlineData("69444.10:39:00", "99999999M")]
    [InlineData("69444.10:39:01", "1666667H")]
    public void Format_Time_UsesTheFinestUnitOfEightDigitsRoundedUp(string time, string expected) =>
        Assert.Equal(expected, GrpcTimeout.Format(TimeSpan.Parse(time, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void Format_LongestDeadlineThereIs_HasEightDigitsAtMost() =>
        Assert.Equal("87649416H", GrpcTimeout.Format(DateTime.MaxValue - new DateTime(1, 1, 1)));
}
