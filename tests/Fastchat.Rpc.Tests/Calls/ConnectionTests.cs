using System.Buffers.Binary;
using Fastchat.Rpc.Services;
using Fastchat.Rpc.WireTest;
using Fastchat.Testing;
using Grpc.Core;

namespace Fastchat.Rpc.Calls;

/// <summary>What happens beneath the calls, in HTTP/2's frames.</summary>
public sealed class ConnectionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limits.Test)]
    public async Task Ping_OfTheClient_IsAnsweredWithItsBytes()
    {
        await using var server = await WireServer.StartAsync();
        await using var peer = await Http2Peer.ConnectAsync(server);

        await peer.SendAsync(Http2Peer.Ping, 0, 0, "8 bytes!"u8.ToArray());

        var (_, flags, _, payload) = await peer.ReadAsync(Http2Peer.Ping);
        Assert.Equal(Http2Peer.Acknowledged, flags);
        Assert.Equal("8 bytes!"u8.ToArray(), payload);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task KeepAlive_SilentConnection_IsPingedAndClosedWithoutAnAnswer()
    {
        // Kestrel's own clock and least values: a second each.
        await using var server = await WireServer.StartAsync(options: new RpcOptions { KeepAlivePingDelay = TimeSpan.FromSeconds(1), KeepAlivePingTimeout = TimeSpan.FromSeconds(1) });
        await using var peer = await Http2Peer.ConnectAsync(server);

        Assert.Equal(0, (await peer.ReadAsync(Http2Peer.Ping)).Flags);
        await peer.ReadAsync(Http2Peer.GoAway);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("Say")]
    [InlineData("Split")]
    public async Task Deadline_CallerGivesNoWindow_StreamIsCancelled(string method)
    {
        var clock = new FakeClock();
        var large = new Text { Text_ = new string('x', 1024 * 1024) };
        await using var server = await WireServer.StartAsync(
            new TextHandler { OnSay = (_, _) => Task.FromResult(large), OnSplit = (_, responses, _) => responses.WriteAsync(large) }, new RpcOptions { Clock = clock });
        await using var peer = await Http2Peer.ConnectAsync(server, window: 1);
        await peer.CallAsync(1, method, ("grpc-timeout", "5S"));
        await peer.SendAsync(Http2Peer.Data, Http2Peer.EndStream, 1, Frames.Texts("a"));

        // The one byte that the window takes: the rest waits.
        Assert.Single((await peer.ReadAsync(Http2Peer.Data)).Payload);
        clock.Advance(TimeSpan.FromSeconds(5));

        var (_, _, stream, payload) = await peer.ReadAsync(Http2Peer.Reset);
        Assert.Equal((1, 8), (stream, BinaryPrimitives.ReadInt32BigEndian(payload)));
        Assert.Empty(server.Log.Lines);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("reading")]
    [InlineData("writing")]
    [InlineData("waiting")]
    public async Task CallerResets_WhateverTheHandlerDoes_ItIsTold(string what)
    {
        var busy = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var left = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await WireServer.StartAsync(new TextHandler
        {
            OnEcho = async (requests, responses, context) =>
            {
                try
                {
                    var work = what switch
                    {
                        "reading" => requests.MoveNext(CancellationToken.None),
                        "writing" => responses.WriteAsync(new Text { Text_ = new string('x', 4 * 1024 * 1024) }),
                        _ => Task.Delay(Timeout.Infinite, context.CancellationToken),
                    };
                    busy.SetResult();
                    await work;
                }
                finally
                {
                    left.SetResult(context.CancellationToken.IsCancellationRequested);
                }
            },
        });
        await using var peer = await Http2Peer.ConnectAsync(server, window: 0);
        await peer.CallAsync(1, "Echo");
        await busy.Task;

        await peer.SendAsync(Http2Peer.Reset, 0, 1, [0, 0, 0, 8]);

        Assert.True(await left.Task);
        Assert.Empty(server.Log.Lines);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ServiceEndsFirst_CallerStillSends_StreamIsResetWithoutErrorAndTheConnectionLives()
    {
        await using var server = await WireServer.StartAsync(new TextHandler { OnEcho = (_, _, _) => Task.CompletedTask });
        await using var peer = await Http2Peer.ConnectAsync(server);
        await peer.CallAsync(1, "Echo");
        await peer.SendAsync(Http2Peer.Data, 0, 1, Frames.Texts("a"));

        // The trailers first, then NO_ERROR: RFC 9113, section 8.1.
        Assert.Equal(Http2Peer.EndStream, (await peer.ReadAsync(Http2Peer.Headers)).Flags & Http2Peer.EndStream);
        Assert.Equal([0, 0, 0, 0], (await peer.ReadAsync(Http2Peer.Reset)).Payload);

        // What was under way when the reset came is no error.
        await peer.SendAsync(Http2Peer.Data, 0, 1, Frames.Texts("b"));
        await peer.CallAsync(3, "Say");
        await peer.SendAsync(Http2Peer.Data, Http2Peer.EndStream, 3, Frames.Texts("c"));
        Assert.Equal(Frames.Texts("c"), (await peer.ReadAsync(Http2Peer.Data)).Payload);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Read_ServiceGivesATokenOfItsOwn_StillEndsWithTheDeadline()
    {
        var clock = new FakeClock();
        using var own = new CancellationTokenSource();
        var reading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await WireServer.StartAsync(
            new TextHandler
            {
                OnEcho = async (requests, responses, _) =>
                {
                    var next = requests.MoveNext(own.Token);
                    reading.SetResult();
                    await next;
                },
            },
            new RpcOptions { Clock = clock });
        await using var peer = await Http2Peer.ConnectAsync(server);
        await peer.CallAsync(1, "Echo", ("grpc-timeout", "5S"));
        await reading.Task;

        clock.Advance(TimeSpan.FromSeconds(5));

        // Trailers-Only: the status is in the one block of headers, a literal with its length before it.
        var (_, _, _, payload) = await peer.ReadAsync(Http2Peer.Headers);
        Assert.Contains("grpc-status\u00014", System.Text.Encoding.Latin1.GetString(payload), StringComparison.Ordinal);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("Say", 100, "8")]
    [InlineData("Say", 10, "0")]
    [InlineData("Split", 100, "8")]
    [InlineData("Join", 100, "8")]
    public async Task MaxSendMessageSize_LargerResponse_IsResourceExhausted(string method, int length, string status)
    {
        await using var server = await WireServer.StartAsync(options: new RpcOptions { MaxSendMessageSize = 50 });

        var reply = await server.GrpcAsync(method, Frames.Texts(new string('x', length)));

        Assert.Equal(status, reply.GrpcStatus);
        Assert.Equal(status == "0", reply.Body.Length > 0);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("application/grpc")]
    [InlineData("application/grpc-web")]
    [InlineData("application/connect+proto")]
    public async Task HostStops_CallDoesNotEnd_IsUnavailableShortlyBeforeTheEnd(string contentType)
    {
        var clock = new FakeClock();
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await WireServer.StartAsync(
            new TextHandler
            {
                OnSplit = async (request, responses, context) =>
                {
                    await responses.WriteAsync(request);
                    running.SetResult();
                    await Task.Delay(Timeout.Infinite, context.CancellationToken);
                },
            },
            new RpcOptions { Clock = clock });
        var call = server.CallAsync(server.Http2, "Split", contentType, Frames.Texts("a"));
        await running.Task;

        var stop = server.StopAsync(Token);
        clock.Advance(TimeSpan.FromSeconds(23.9));
        Assert.False(call.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(0.1));
        var reply = await call;
        await stop;

        if (contentType == "application/grpc") Assert.Equal("14", reply.GrpcStatus);
        else Assert.Contains(contentType == "application/grpc-web" ? "grpc-status: 14" : "\"unavailable\"", reply.Text, StringComparison.Ordinal);
        Assert.Empty(server.Log.Lines);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task HostStops_CallUnderWay_MayEndAndNewStreamsAreNotTaken()
    {
        await using var server = await WireServer.StartAsync();
        await using var peer = await Http2Peer.ConnectAsync(server);
        await peer.CallAsync(1, "Echo");
        await peer.SendAsync(Http2Peer.Data, 0, 1, Frames.Texts("a"));
        Assert.Equal(Frames.Texts("a"), (await peer.ReadAsync(Http2Peer.Data)).Payload);

        var stop = server.StopAsync(Token);
        Assert.Equal([0, 0, 0, 0], (await peer.ReadAsync(Http2Peer.GoAway)).Payload[4..8]);
        await peer.SendAsync(Http2Peer.Data, Http2Peer.EndStream, 1, Frames.Texts("b"));

        Assert.Equal(Frames.Texts("b"), (await peer.ReadAsync(Http2Peer.Data)).Payload);
        Assert.Equal(Http2Peer.EndStream, (await peer.ReadAsync(Http2Peer.Headers)).Flags & Http2Peer.EndStream);

        // A client that has read GOAWAY and has no calls left hangs up.
        await peer.DisposeAsync();
        await stop;
    }
}
