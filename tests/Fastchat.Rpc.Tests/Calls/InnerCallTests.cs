using System.Collections.Concurrent;
using Fastchat.Rpc.Services;
using Fastchat.Rpc.WebSockets;
using Fastchat.Rpc.WireTest;
using Grpc.Core;

namespace Fastchat.Rpc.Calls;

public sealed class InnerCallTests
{
    private static Google.Protobuf.Reflection.MethodDescriptor Split => TextService.Descriptor.FindMethodByName("Split");

    [Fact(Timeout = Limits.Test)]
    public async Task Message_MadeACall_PassesAllInterceptorsAsItsOwnMethod()
    {
        var seen = new ConcurrentQueue<string>();
        await using var server = await WireServer.StartAsync(Carrier((_, _) => { }), null, new Recorder(seen));
        await using var socket = await RawSocket.OpenAsync(server, RawSocket.TextPath("Echo"), "x-name: outer");

        await socket.SendTextAsync("""{"text":"a b"}""");
        Assert.Equal("""{"text":"a"}""", await socket.ReadTextAsync());
        Assert.Equal("""{"text":"b"}""", await socket.ReadTextAsync());
        await socket.SendTextAsync("");

        Assert.Equal((1000, ""), await socket.ReadCloseAsync());
        Assert.Equal(["/fastchat.wiretest.v1.TextService/Echo outer", "/fastchat.wiretest.v1.TextService/Split outer"], seen);
        Assert.Empty(server.Log.Lines);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Call_ThatFails_IsToldAsAFaultAndTheStreamGoesOn()
    {
        var faults = new ConcurrentQueue<RpcFault?>();
        await using var server = await WireServer.StartAsync(Carrier((fault, _) => faults.Enqueue(fault), onSplit: (request, _, _) =>
            request.Text_ == "bad" ? throw new RpcFaultException(RpcFault.InvalidArgument("No.", "text")) : Task.CompletedTask));
        await using var socket = await RawSocket.OpenAsync(server, RawSocket.TextPath("Echo"));

        await socket.SendTextAsync("""{"text":"bad"}""");
        await socket.SendTextAsync("""{"text":"good"}""");
        await socket.SendTextAsync("");

        Assert.Equal((1000, ""), await socket.ReadCloseAsync());
        Assert.Equal(["text", null], faults.Select(f => f?.Param));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Headers_OfTheInnerCall_AreNoneOfTheStreams()
    {
        await using var server = await WireServer.StartAsync(Carrier((_, _) => { }, onSplit: async (request, responses, context) =>
        {
            ((ServerCall)context).SetResponseHeader("x-late", "1");
            await context.WriteResponseHeadersAsync(new Metadata { { "x-later", "1" } });
            Assert.False(((ServerCall)context).TrySetResponseHeader("x-latest", "1"));
            await responses.WriteAsync(request);
        }));
        await using var socket = await RawSocket.OpenAsync(server, RawSocket.TextPath("Echo"));

        await socket.SendTextAsync("""{"text":"a"}""");

        Assert.Equal("""{"text":"a"}""", await socket.ReadTextAsync());
        await socket.SendTextAsync("");
        Assert.Equal((1000, ""), await socket.ReadCloseAsync());
        Assert.Empty(server.Log.Lines);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Stream_WhoseCallerVanishes_EndsWhatItCarries()
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await WireServer.StartAsync(Carrier((_, _) => { }, onSplit: async (request, responses, context) =>
        {
            await responses.WriteAsync(request);
            using var registration = context.CancellationToken.Register(cancelled.SetResult);
            await cancelled.Task;
        }));
        await using (var socket = await RawSocket.OpenAsync(server, RawSocket.TextPath("Echo")))
        {
            await socket.SendTextAsync("""{"text":"a"}""");
            await socket.ReadTextAsync();
        }

        await cancelled.Task;
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Method_ThatIsNotServedHere_IsAMistakeOfTheService()
    {
        var failure = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        var stranger = UnarySocketService.Descriptor.Methods[0];
        await using var server = await WireServer.StartAsync(new TextHandler
        {
            OnEcho = (_, _, context) =>
            {
                failure.SetResult(Record.Exception(() => new InnerCall((ServerCall)context, stranger, new Text(), (_, _) => default, CancellationToken.None))!);
                return Task.CompletedTask;
            },
        });
        await using var socket = await RawSocket.OpenAsync(server, RawSocket.TextPath("Echo"));

        Assert.IsType<ArgumentException>(await failure.Task);
    }

    private static TextHandler Carrier(
        Action<RpcFault?, Text> ended, Func<Text, IServerStreamWriter<Text>, ServerCallContext, Task>? onSplit = null)
    {
        var plain = new TextHandler();
        return new TextHandler
        {
            OnSplit = onSplit ?? plain.OnSplit,
            OnEcho = async (requests, responses, context) =>
            {
                await foreach (var request in requests.ReadAllAsync(context.CancellationToken))
                {
                    using var inner = new InnerCall((ServerCall)context, Split, request, (message, _) => new ValueTask(responses.WriteAsync((Text)message)), CancellationToken.None);
                    ended(await inner.CallAsync(), request);
                }
            },
        };
    }

    private sealed class Recorder(ConcurrentQueue<string> seen) : CallInterceptor
    {
        public override Task InterceptAsync(ServerCall call, CallHandler next)
        {
            seen.Enqueue($"{call.RpcMethod.FullName} {call.Header("x-name")}");
            return next(call);
        }
    }
}
