using System.Globalization;
using Fastchat.Rpc.Client.Configuration;
using Fastchat.Rpc.Client.Tests.Configuration;
using Grpc.Core;

namespace Fastchat.Rpc.Client.Tests.Peers;

/// <summary>The channel against servers that nobody here wrote.</summary>
public sealed class PeerServerTests
{
    private static readonly string Long = new('y', 100_000);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Peers => ["grpcio", "grpc-js"];

    [Theory(Timeout = Limits.Test), MemberData(nameof(Peers))]
    public async Task Calls_AllKinds_AreAnswered(string peer)
    {
        await using var server = await PeerServer.StartAsync(peer);

        Assert.Equal("hi", (await server.Client.Unary("hi")).Value);

        using var serverStream = server.Client.ServerStream("1000");
        var seen = new List<string>();
        await foreach (var message in serverStream.ResponseStream.ReadAllAsync(Token)) seen.Add(message.Value);
        Assert.Equal(Enumerable.Range(0, 1000).Select(n => $"{n}"), seen);

        using var clientStream = server.Client.ClientStream();
        foreach (var text in new[] { "a", "b", Long }) await clientStream.RequestStream.WriteAsync(TextClient.Of(text), Token);
        await clientStream.RequestStream.CompleteAsync();
        Assert.Equal($"a,b,{Long}", (await clientStream).Value);

        using var duplex = server.Client.Duplex();
        foreach (var text in new[] { "a", "b" })
        {
            await duplex.RequestStream.WriteAsync(TextClient.Of(text), Token);
            Assert.True(await duplex.ResponseStream.MoveNext(Token));
            Assert.Equal($"{text}!", duplex.ResponseStream.Current.Value);
        }

        await duplex.RequestStream.CompleteAsync();
        Assert.False(await duplex.ResponseStream.MoveNext(Token));
    }

    [Theory(Timeout = Limits.Test), MemberData(nameof(Peers))]
    public async Task Metadata_BothWays_Arrives(string peer)
    {
        await using var server = await PeerServer.StartAsync(peer);

        using var call = server.Client.Unary("metadata", new CallOptions(new Metadata { { "x-own", "o" }, { "x-own-bin", new byte[] { 0, 255 } } }));
        await call;

        Assert.Equal("o", (await call.ResponseHeadersAsync).GetValue("x-head"));
        Assert.Equal("e", call.GetTrailers().GetValue("x-end"));
        Assert.Equal([0, 255], call.GetTrailers().GetValueBytes("x-end-bin")!);
    }

    [Theory(Timeout = Limits.Test), MemberData(nameof(Peers))]
    public async Task Failure_OfTheService_HasItsCodeAndWords(string peer)
    {
        await using var server = await PeerServer.StartAsync(peer);

        var failure = await Assert.ThrowsAsync<RpcException>(() => server.Client.Unary("fail").ResponseAsync);

        Assert.Equal((StatusCode.NotFound, "grüße"), (failure.StatusCode, failure.Status.Detail));
    }

    [Theory(Timeout = Limits.Test), MemberData(nameof(Peers))]
    public async Task Deadline_Given_IsKnownThereAndKept(string peer)
    {
        await using var server = await PeerServer.StartAsync(peer);

        var left = double.Parse((await server.Client.Unary("timeout", Within(20))).Value, CultureInfo.InvariantCulture);
        Assert.InRange(left, 1, 20);
        Assert.Equal(StatusCode.DeadlineExceeded, (await Assert.ThrowsAsync<RpcException>(() => server.Client.Unary("hang", Within(0.2)).ResponseAsync)).StatusCode);
    }

    [Theory(Timeout = Limits.Test), MemberData(nameof(Peers))]
    public async Task Stream_Disposed_IsCancelledThere(string peer)
    {
        await using var server = await PeerServer.StartAsync(peer);

        using (var call = server.Client.ServerStream("for ever"))
        {
            Assert.True(await call.ResponseStream.MoveNext(Token));
        }

        Assert.Equal("True", (await server.Client.Unary("was cancelled")).Value);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("grpcio", "gzip")]
    [InlineData("grpcio", "deflate")]
    [InlineData("grpc-js", "gzip")]
    [InlineData("grpc-js", "deflate")]
    public async Task Compression_BothWays_IsUnderstood(string peer, string compression)
    {
        await using var server = await PeerServer.StartAsync(peer, compression, new RpcChannelOptions { RequestCompression = compression });

        Assert.Equal(Long, (await server.Client.Unary(Long)).Value);
        using var duplex = server.Client.Duplex();
        await duplex.RequestStream.WriteAsync(TextClient.Of(Long), Token);
        Assert.True(await duplex.ResponseStream.MoveNext(Token));
        Assert.Equal($"{Long}!", duplex.ResponseStream.Current.Value);
    }

    [Theory(Timeout = Limits.Test), MemberData(nameof(Peers))]
    public async Task Unavailable_Once_IsMadeAgain(string peer)
    {
        var config = new ServiceConfig { MethodConfigs = [new() { Names = [MethodName.Default], RetryPolicy = RetryPolicies.Policy() }] };
        await using var server = await PeerServer.StartAsync(peer, options: new RpcChannelOptions { ServiceConfig = config });

        using var call = server.Client.Unary("unavailable once");

        Assert.Equal("unavailable once", (await call).Value);
        Assert.Equal("1", (await call.ResponseHeadersAsync).GetValue("grpc-previous-rpc-attempts"));
    }

    [Theory(Timeout = Limits.Test), MemberData(nameof(Peers))]
    public async Task Calls_ManyAtOnce_AreAllAnswered(string peer)
    {
        await using var server = await PeerServer.StartAsync(peer);

        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(async n => (await server.Client.Unary($"{n}")).Value));

        Assert.Equal(Enumerable.Range(0, 300).Select(n => $"{n}"), answers);
    }

    private static CallOptions Within(double seconds) => new(deadline: (TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(seconds)).UtcDateTime);
}
