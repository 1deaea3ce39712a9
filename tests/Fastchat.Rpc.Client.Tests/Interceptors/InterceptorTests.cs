using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Fastchat.Rpc.Client.Tests.Interceptors;

public sealed class InterceptorTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limits.Test)]
    public async Task Intercept_EveryKindOfCall_PassesTheInterceptor()
    {
        await using var server = await RawServer.StartAsync(http => http.Response.AnswerAsync([http.Request.Headers["x-by"].ToString()]));
        var client = new TextClient(server.Channel.Intercept(metadata =>
        {
            metadata.Add("x-by", "us");
            return metadata;
        }));

        Assert.Equal("us", client.BlockingUnary("hi"));
        Assert.Equal("us", (await client.Unary("hi")).Value);
        using var serverStream = client.ServerStream("hi");
        Assert.True(await serverStream.ResponseStream.MoveNext(Token));
        Assert.Equal("us", serverStream.ResponseStream.Current.Value);
        using var clientStream = client.ClientStream();
        await clientStream.RequestStream.CompleteAsync();
        Assert.Equal("us", (await clientStream).Value);
        using var duplex = client.Duplex();
        await duplex.RequestStream.CompleteAsync();
        Assert.True(await duplex.ResponseStream.MoveNext(Token));
        Assert.Equal("us", duplex.ResponseStream.Current.Value);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Intercept_Several_RunInTheOrderGiven()
    {
        await using var server = await RawServer.StartAsync(async http => await http.Response.AnswerAsync([(await http.Request.ReadTextAsync())!]));
        var client = new TextClient(server.Channel.Intercept(new Appending("1"), new Appending("2")));

        // The first sees the request first and the response last.
        Assert.Equal("hi1221", (await client.Unary("hi")).Value);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Intercept_Metadata_LeavesTheCallersAlone()
    {
        await using var server = await RawServer.StartAsync(http => http.Response.AnswerAsync(["ok"]));
        var invoker = server.Channel.CreateCallInvoker().Intercept(metadata =>
        {
            metadata.Add("x-by", "us");
            return metadata;
        });
        var headers = new Metadata { { "x-own", "o" } };

        await new TextClient(invoker).Unary("hi", new CallOptions(headers));

        Assert.Single(headers);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task WithHost_Client_SendsItAsAuthority()
    {
        await using var server = await RawServer.StartAsync(http => http.Response.AnswerAsync([http.Request.Host.Value!]));

        var client = new HostClient(server.Channel).WithHost("chat.example");

        Assert.Equal("chat.example", (await client.Text.Unary("hi")).Value);
    }

    private sealed class Appending(string text) : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            var call = continuation((TRequest)(object)Append(request), context);
            return new AsyncUnaryCall<TResponse>(AppendAsync(call.ResponseAsync), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
        }

        private async Task<TResponse> AppendAsync<TResponse>(Task<TResponse> response) => (TResponse)(object)Append((await response)!);

        private Google.Protobuf.WellKnownTypes.StringValue Append(object message) =>
            TextClient.Of(((Google.Protobuf.WellKnownTypes.StringValue)message).Value + text);
    }

    private sealed class HostClient : ClientBase<HostClient>
    {
        public HostClient(ChannelBase channel) : base(channel) { }

        private HostClient(ClientBaseConfiguration configuration) : base(configuration) { }

        public TextClient Text => new(CallInvoker);

        protected override HostClient NewInstance(ClientBaseConfiguration configuration) => new(configuration);
    }
}
