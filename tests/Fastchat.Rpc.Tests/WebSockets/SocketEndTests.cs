using System.Text;
using Fastchat.Rpc.Calls;
using Grpc.Core;

namespace Fastchat.Rpc.WebSockets;

public sealed class SocketEndTests
{
    [Theory]
    [InlineData(StatusCode.Cancelled, null, 4001)]
    [InlineData(StatusCode.InvalidArgument, "INVALID_VALUE", 4003)]
    [InlineData(StatusCode.ResourceExhausted, "RATE_LIMITED", 4008)]
    [InlineData(StatusCode.ResourceExhausted, "MESSAGE_TOO_LARGE", 1009)]
    [InlineData(StatusCode.InvalidArgument, SocketEnd.WrongKind, 1003)]
    [InlineData(StatusCode.Unavailable, CallDrain.Reason, 1001)]
    [InlineData(StatusCode.Unauthenticated, null, 4016)]
    [InlineData((StatusCode)99, null, 4002)]
    public void Code_OfAFault_IsRfc6455sOrGrpcsPlus4000(StatusCode code, string? reason, int expected) =>
        Assert.Equal(expected, (int)SocketEnd.Code(new RpcFault(code, "no") { Reason = reason }));

    [Fact]
    public void Code_OfASuccess_Is1000() => Assert.Equal(1000, (int)SocketEnd.Code(null));

    [Theory]
    [InlineData("short", "short")]
    [InlineData("€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€", "€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€")]
    [InlineData("x😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀", "x😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀")]
    public void Reason_LongerThanAControlFrameTakes_IsCutBetweenCharacters(string message, string expected)
    {
        var reason = SocketEnd.Reason(new RpcFault(StatusCode.Internal, message))!;

        Assert.Equal(expected, reason);
        Assert.InRange(Encoding.UTF8.GetByteCount(reason), 0, 123);
    }

    [Fact]
    public void Message_NothingToTell_IsNone() => Assert.Null(SocketEnd.Message(null, [], withStatus: true));
}
