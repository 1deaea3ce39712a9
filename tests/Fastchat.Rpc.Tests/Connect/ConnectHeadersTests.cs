using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Grpc;

namespace Fastchat.Rpc.Connect;

public sealed class ConnectHeadersTests
{
    [Theory]
    [InlineData("1", 1)]
    [InlineData("0", 1)]
    [InlineData("1500", 1500)]
    public void ReadTimeout_WellFormed_GivesTheTime(string value, int milliseconds) => Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), ConnectHeaders.ReadTimeout(value));

    [Fact]
    public void ReadTimeout_TenDigits_IsAsLongAsTimersGo() => Assert.Equal(GrpcTimeout.Longest, ConnectHeaders.ReadTimeout("9999999999"));

    [Theory]
    [InlineData("12345678901")]
    [InlineData("-1")]
    [InlineData("1s")]
    [InlineData("1.0")]
    public void ReadTimeout_Malformed_IsRefusedByName(string value) =>
        Assert.Equal("connect-timeout-ms", Assert.Throws<RpcFaultException>(() => ConnectHeaders.ReadTimeout(value)).Fault.Param);
}
