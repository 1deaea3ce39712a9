using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Fastchat.Rpc.Client.Tests;

public sealed class StatusTests
{
    // What a call carries is for the server that was called, and for nobody it points to.
    [Fact(Timeout = Limits.Test)]
    public async Task Redirect_IsNotFollowed()
    {
        var paths = new List<string>();
        await using var server = await RawServer.StartAsync(http =>
        {
            paths.Add(http.Request.Path);
            http.Response.StatusCode = 307;
            http.Response.Headers.Location = "/elsewhere";
            return Task.CompletedTask;
        });

        Assert.Equal(StatusCode.Unknown, (await Assert.ThrowsAsync<RpcException>(() => server.Client.Unary("hi").ResponseAsync)).StatusCode);
        Assert.Equal(["/test.Text/Unary"], paths);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Cookie_IsNotKept()
    {
        var cookies = new List<string>();
        await using var server = await RawServer.StartAsync(http =>
        {
            cookies.Add(http.Request.Headers.Cookie.ToString());
            http.Response.Headers.SetCookie = "a=b";
            return http.Response.AnswerAsync(["ok"]);
        });

        for (var i = 0; i < 2; i++) await server.Client.Unary("hi");

        Assert.Equal(["", ""], cookies);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task TrailersOnly_Failure_GivesCodeDecodedMessageAndDetails()
    {
        await using var server = await RawServer.StartAsync(http =>
        {
            http.Response.ContentType = "application/grpc";
            http.Response.Headers["grpc-status"] = "5";
            http.Response.Headers["grpc-message"] = "no file %E2%80%9Ca%25b%E2%80%9D";
            http.Response.Headers["grpc-status-details-bin"] = "CAU";
            return Task.CompletedTask;
        });

        using var call = server.Client.Unary("hi");
        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);

        Assert.Equal((StatusCode.NotFound, "no file “a%b”"), (failure.StatusCode, failure.Status.Detail));
        Assert.Equal([8, 5], failure.Trailers.GetValueBytes("grpc-status-details-bin")!);
        Assert.Equal([8, 5], call.GetTrailers().GetValueBytes("grpc-status-details-bin")!);
        Assert.Empty(await call.ResponseHeadersAsync);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task TrailersOnly_OkOfAStream_IsAnEmptyStream()
    {
        await using var server = await RawServer.StartAsync(http =>
        {
            http.Response.ContentType = "application/grpc";
            http.Response.Headers["grpc-status"] = "0";
            return Task.CompletedTask;
        });

        using var call = server.Client.ServerStream("hi");

        Assert.False(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Trailers_Failure_CarryMessageAndDetails()
    {
        await using var server = await RawServer.StartAsync(async http =>
        {
            await http.Response.BeginGrpcAsync();
            await http.Response.Body.FlushAsync();
            http.Response.AppendTrailer("grpc-status", "9");
            http.Response.AppendTrailer("grpc-message", "not%20now");
            http.Response.AppendTrailer("grpc-status-details-bin", "CAk=");
        });

        using var call = server.Client.Unary("hi");
        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);

        Assert.Equal((StatusCode.FailedPrecondition, "not now"), (failure.StatusCode, failure.Status.Detail));
        Assert.Equal([8, 9], failure.Trailers.GetValueBytes("grpc-status-details-bin")!);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(400, StatusCode.Internal)]
    [InlineData(401, StatusCode.Unauthenticated)]
    [InlineData(403, StatusCode.PermissionDenied)]
    [InlineData(404, StatusCode.Unimplemented)]
    [InlineData(429, StatusCode.Unavailable)]
    [InlineData(500, StatusCode.Unknown)]
    [InlineData(502, StatusCode.Unavailable)]
    [InlineData(503, StatusCode.Unavailable)]
    [InlineData(504, StatusCode.Unavailable)]
    public async Task HttpStatus_WithoutGrpcStatus_IsMapped(int status, StatusCode expected)
    {
        await using var server = await RawServer.StartAsync(http =>
        {
            http.Response.StatusCode = status;
            return http.Response.WriteAsync("<html>");
        });

        var failure = await Assert.ThrowsAsync<RpcException>(() => server.Client.Unary("hi").ResponseAsync);

        Assert.Equal(expected, failure.StatusCode);
        Assert.Contains($"{status}", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task HttpStatus_WithGrpcStatus_GivesWayToIt()
    {
        await using var server = await RawServer.StartAsync(http =>
        {
            http.Response.StatusCode = 503;
            http.Response.Headers["grpc-status"] = "8";
            return Task.CompletedTask;
        });

        Assert.Equal(StatusCode.ResourceExhausted, (await Assert.ThrowsAsync<RpcException>(() => server.Client.Unary("hi").ResponseAsync)).StatusCode);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ContentType_NotGrpc_IsUnknownAndNamed()
    {
        await using var server = await RawServer.StartAsync(http =>
        {
            http.Response.ContentType = "application/grpcweb";
            return http.Response.WriteAsync("x");
        });

        var failure = await Assert.ThrowsAsync<RpcException>(() => server.Client.Unary("hi").ResponseAsync);

        Assert.Equal(StatusCode.Unknown, failure.StatusCode);
        Assert.Contains("'application/grpcweb'", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Response_WithoutStatus_IsUnknownAndSaysSo(bool withMessage)
    {
        await using var server = await RawServer.StartAsync(async http =>
        {
            await http.Response.BeginGrpcAsync();
            if (withMessage) await http.Response.SendAsync(GrpcBytes.Frame("ok"));
        });

        var failure = await Assert.ThrowsAsync<RpcException>(() => server.Client.Unary("hi").ResponseAsync);

        Assert.Equal(StatusCode.Unknown, failure.StatusCode);
        Assert.Contains("without grpc-status", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("17")]
    [InlineData("-1")]
    [InlineData("ok")]
    public async Task Status_NotACode_IsUnknown(string status)
    {
        await using var server = await RawServer.StartAsync(http => http.Response.AnswerAsync(["ok"], status));

        var failure = await Assert.ThrowsAsync<RpcException>(() => server.Client.Unary("hi").ResponseAsync);

        Assert.Equal(StatusCode.Unknown, failure.StatusCode);
        Assert.Contains($"'{status}'", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Unary_NotExactlyOneResponse_IsInternal(int responses)
    {
        await using var server = await RawServer.StartAsync(http => http.Response.AnswerAsync([.. Enumerable.Repeat("x", responses)]));

        using var call = server.Client.Unary("hi");

        Assert.Equal(StatusCode.Internal, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync)).StatusCode);
        Assert.Equal(StatusCode.Internal, call.GetStatus().StatusCode);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task Response_CutInsideAFrame_IsInternal(int bytes)
    {
        await using var server = await RawServer.StartAsync(async http =>
        {
            await http.Response.BeginGrpcAsync();
            await http.Response.SendAsync(GrpcBytes.Frame("hello")[..bytes]);
            http.Response.AppendTrailer("grpc-status", "0");
        });

        Assert.Equal(StatusCode.Internal, (await Assert.ThrowsAsync<RpcException>(() => server.Client.Unary("hi").ResponseAsync)).StatusCode);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Response_NotAMessage_IsInternal()
    {
        await using var server = await RawServer.StartAsync(async http =>
        {
            await http.Response.BeginGrpcAsync();
            await http.Response.SendAsync([0, 0, 0, 0, 1, 0xff]);
            http.Response.AppendTrailer("grpc-status", "0");
        });

        Assert.Equal(StatusCode.Internal, (await Assert.ThrowsAsync<RpcException>(() => server.Client.Unary("hi").ResponseAsync)).StatusCode);
    }
}
