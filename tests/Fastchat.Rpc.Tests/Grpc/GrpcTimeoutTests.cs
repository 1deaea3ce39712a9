using Fastchat.Rpc.Calls;
using Grpc.Core;

namespace Fastchat.Rpc.Grpc;

public sealed class GrpcTimeoutTests
{
    public static TheoryData<string, TimeSpan> Timeouts => new()
    {
        { "1H", TimeSpan.FromHours(1) },
        { "2M", TimeSpan.FromMinutes(2) },
        { "3S", TimeSpan.FromSeconds(3) },
        { "4m", TimeSpan.FromMilliseconds(4) },
        { "5u", TimeSpan.FromMicroseconds(5) },
        { "600n", TimeSpan.FromTicks(6) },
        { "00000001S", TimeSpan.FromSeconds(1) },
        { "99999999m", TimeSpan.FromMilliseconds(99_999_999) },
        { "99999999H", GrpcTimeout.Longest },
        { "0S", TimeSpan.FromTicks(1) },
        { "1n", TimeSpan.FromTicks(1) },
    };

    [Theory]
    [MemberData(nameof(Timeouts))]
    public void Parse_WellFormed_GivesTheTime(string value, TimeSpan expected) => Assert.Equal(expected, GrpcTimeout.Parse(value));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Parse_Absent_IsNone(string? value) => Assert.Null(GrpcTimeout.Parse(value));

    [Theory]
    [InlineData("S")]
    [InlineData("1")]
    [InlineData("100")]
    [InlineData("1s")]
    [InlineData("1h")]
    [InlineData("-1S")]
    [InlineData("+1S")]
    [InlineData(" 1S")]
    [InlineData("1 S")]
    [InlineData("1.5S")]
    [InlineData("1,0S")]
    [InlineData("123456789S")]
    [InlineData("٣S")]
    public void Parse_Malformed_IsRefusedByName(string value)
    {
        var fault = Assert.Throws<RpcFaultException>(() => GrpcTimeout.Parse(value)).Fault;

        Assert.Equal((StatusCode.InvalidArgument, "grpc-timeout"), (fault.Code, fault.Param));
    }
}
