using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Fastchat.Rpc.Client.Tests;

public sealed class MessageLimitsTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task Gzip_CompressedAndPlainMessages_AreRead()
    {
        await using var server = await RawServer.StartAsync(async http =>
        {
            http.Response.Headers["grpc-encoding"] = "gzip";
            await http.Response.BeginGrpcAsync();
            await http.Response.SendAsync(GrpcBytes.CompressedFrame(GrpcBytes.Message("packed")));
            await http.Response.SendAsync(GrpcBytes.Frame("plain"));
            http.Response.AppendTrailer("grpc-status", "0");
        });

        using var call = server.Client.ServerStream("hi");
        var texts = new List<string>();
        await foreach (var message in call.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken)) texts.Add(message.Value);

        Assert.Equal(["packed", "plain"], texts);
        Assert.Null((await call.ResponseHeadersAsync).Get("grpc-encoding"));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Gzip_ManyZerosInASmallFrame_AreRefused()
    {
        await using var server = await RawServer.StartAsync(async http =>
        {
            http.Response.Headers["grpc-encoding"] = "gzip";
            await http.Response.BeginGrpcAsync();
            await http.Response.SendAsync(GrpcBytes.CompressedFrame(new byte[8 * 1024 * 1024]));
            http.Response.AppendTrailer("grpc-status", "0");
        });

        var failure = await Assert.ThrowsAsync<RpcException>(() => server.Client.Unary("hi").ResponseAsync);

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
        Assert.Contains("MaxReceiveMessageSize", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(null)]
    [InlineData("identity")]
    [InlineData("br")]
    public async Task Compression_NotOffered_IsInternal(string? encoding)
    {
        await using var server = await RawServer.StartAsync(async http =>
        {
            if (encoding is not null) http.Response.Headers["grpc-encoding"] = encoding;
            await http.Response.BeginGrpcAsync();
            await http.Response.SendAsync(GrpcBytes.CompressedFrame(GrpcBytes.Message("packed")));
            http.Response.AppendTrailer("grpc-status", "0");
        });

        Assert.Equal(StatusCode.Internal, (await Assert.ThrowsAsync<RpcException>(() => server.Client.Unary("hi").ResponseAsync)).StatusCode);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Gzip_Damaged_IsInternal()
    {
        await using var server = await RawServer.StartAsync(async http =>
        {
            http.Response.Headers["grpc-encoding"] = "gzip";
            await http.Response.BeginGrpcAsync();
            await http.Response.SendAsync([1, 0, 0, 0, 3, 1, 2, 3]);
            http.Response.AppendTrailer("grpc-status", "0");
        });

        Assert.Equal(StatusCode.Internal, (await Assert.ThrowsAsync<RpcException>(() => server.Client.Unary("hi").ResponseAsync)).StatusCode);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Response_AnnouncedTooLarge_IsRefusedBeforeItIsReadAndTheStreamIsReset()
    {
        var aborted = new TaskCompletionSource();
        await using var server = await RawServer.StartAsync(async http =>
        {
            http.RequestAborted.Register(aborted.SetResult);
            await http.Response.BeginGrpcAsync();
            // The length alone: 4 MiB and one byte.
            await http.Response.SendAsync([0, 0, 0x40, 0, 1]);
            await aborted.Task;
        });

        var failure = await Assert.ThrowsAsync<RpcException>(() => server.Client.Unary("hi").ResponseAsync);

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
        Assert.Contains("4194305", failure.Status.Detail, StringComparison.Ordinal);
        await aborted.Task;
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Response_OfExactlyTheLimit_IsRead()
    {
        await using var server = await RawServer.StartAsync(
            http => http.Response.AnswerAsync(["12345678"]), new RpcChannelOptions { MaxReceiveMessageSize = 10 });

        Assert.Equal("12345678", (await server.Client.Unary("hi")).Value);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Request_TooLarge_IsRefusedWithoutBeingSent()
    {
        var requests = 0;
        await using var server = await RawServer.StartAsync(
            http =>
            {
                Interlocked.Increment(ref requests);
                return http.Response.AnswerAsync(["ok"]);
            },
            new RpcChannelOptions { MaxSendMessageSize = 10 });

        var failure = await Assert.ThrowsAsync<RpcException>(() => server.Client.Unary("123456789").ResponseAsync);
        await server.Client.Unary("12345678");

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
        Assert.Contains("MaxSendMessageSize", failure.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(1, requests);
    }
}
