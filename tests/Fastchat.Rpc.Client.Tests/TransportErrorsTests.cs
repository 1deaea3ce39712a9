using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Fastchat.Rpc.Client.Tests;

public sealed class TransportErrorsTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task Connection_Refused_IsUnavailableForEveryKind()
    {
        // Bound but not listening: nobody else can take the port, and nobody answers.
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var channel = RpcChannel.ForAddress($"http://{socket.LocalEndPoint}");
        var client = new TextClient(channel.CreateCallInvoker());
        var token = TestContext.Current.CancellationToken;

        using var streaming = client.ClientStream();
        var failures = new[]
        {
            await Assert.ThrowsAsync<RpcException>(() => client.Unary("hi").ResponseAsync),
            await Assert.ThrowsAsync<RpcException>(() => client.ServerStream("hi").ResponseStream.MoveNext(token)),
            await Assert.ThrowsAsync<RpcException>(() => streaming.RequestStream.WriteAsync(TextClient.Of("hi"), token)),
            await Assert.ThrowsAsync<RpcException>(() => streaming.ResponseAsync),
            await Assert.ThrowsAsync<RpcException>(() => client.Duplex().ResponseHeadersAsync),
        };

        Assert.All(failures, f => Assert.Equal(StatusCode.Unavailable, f.StatusCode));
        Assert.All(failures, f => Assert.Contains("refused", f.Status.Detail, StringComparison.OrdinalIgnoreCase));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(0x2, StatusCode.Internal)]
    [InlineData(0x7, StatusCode.Unavailable)]
    [InlineData(0x8, StatusCode.Cancelled)]
    [InlineData(0xb, StatusCode.ResourceExhausted)]
    [InlineData(0xc, StatusCode.PermissionDenied)]
    public async Task Reset_AfterTheHeaders_IsMappedByItsErrorCode(int errorCode, StatusCode expected)
    {
        await using var server = await RawServer.StartAsync(async http =>
        {
            await http.Response.BeginGrpcAsync();
            await http.Response.SendAsync(GrpcBytes.Frame("ok"));
            http.Features.Get<IHttpResetFeature>()!.Reset(errorCode);
        });

        Assert.Equal(expected, (await Assert.ThrowsAsync<RpcException>(() => server.Client.Unary("hi").ResponseAsync)).StatusCode);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Reset_BeforeTheHeaders_IsMappedByItsErrorCode()
    {
        await using var server = await RawServer.StartAsync(http =>
        {
            http.Features.Get<IHttpResetFeature>()!.Reset(8);
            return Task.CompletedTask;
        });

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => server.Client.Unary("hi").ResponseAsync)).StatusCode);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Connection_ClosedBeforeAnAnswer_IsUnavailable()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var channel = RpcChannel.ForAddress($"http://{listener.LocalEndpoint}");
        var client = new TextClient(channel.CreateCallInvoker());

        var call = client.ServerStream("hi");
        using (await listener.AcceptSocketAsync(TestContext.Current.CancellationToken))
        {
        }

        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        Assert.True(failure.StatusCode == StatusCode.Unavailable, failure.Status.DebugException?.ToString());
    }

    [Fact]
    public void Connection_LostDuringTheHandshake_IsUnavailable()
    {
        var exception = new HttpRequestException(HttpRequestError.InvalidResponse, "No HTTP/2 connection.", new IOException("The peer has gone."));

        Assert.Equal(StatusCode.Unavailable, TransportErrors.ToStatus(exception).StatusCode);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Channel_Disposed_RefusesNewCalls()
    {
        await using var server = await RawServer.StartAsync(http => http.Response.AnswerAsync(["ok"]));
        server.Channel.Dispose();

        await Assert.ThrowsAsync<RpcException>(() => server.Client.Unary("hi").ResponseAsync);
    }
}
