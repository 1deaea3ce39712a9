using Fastchat.Rpc.Services;
using Grpc.Core;

namespace Fastchat.Rpc.Grpc;

/// <summary>gRPC over HTTP/2: all headers, the body's bytes, all trailers.</summary>
public sealed class GrpcBytesTests
{
    private static readonly byte[] Hi = [0, 0, 0, 0, 4, 0x0a, 2, (byte)'h', (byte)'i'];

    [Fact(Timeout = Limits.Test)]
    public async Task Unary_Answered_HasTheseHeadersBytesAndTrailers()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.GrpcAsync("Say", Hi);

        Assert.Equal(["content-type: application/grpc", "date", "grpc-accept-encoding: identity,gzip,deflate"], Lines(reply.Headers));
        Assert.Equal(Hi, reply.Body);
        Assert.Equal(["grpc-status: 0"], Lines(reply.Trailers));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Stream_FailsAfterAMessage_HasTheseHeadersBytesAndTrailers()
    {
        await using var server = await WireServer.StartAsync(TextHandler.FailsBehindAMessage);

        var reply = await server.GrpcAsync("Split", Hi);

        Assert.Equal(["content-type: application/grpc", "date", "grpc-accept-encoding: identity,gzip,deflate"], Lines(reply.Headers));
        Assert.Equal(Hi, reply.Body);
        Assert.Equal(["grpc-message: no", "grpc-status: 5", "x-request-id"], Lines(reply.Trailers));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Unary_FailsBeforeAMessage_HasTheseHeadersAndNothingElse()
    {
        await using var server = await WireServer.StartAsync(new TextHandler { OnSay = (_, _) => throw new RpcException(new Status(StatusCode.NotFound, "no")) });

        var reply = await server.GrpcAsync("Say", Hi);

        // Kestrel adds the length of a reply that is headers alone; every client accepts it.
        Assert.Equal(
            ["content-length: 0", "content-type: application/grpc", "date", "grpc-accept-encoding: identity,gzip,deflate", "grpc-message: no", "grpc-status: 5", "x-request-id"],
            Lines(reply.Headers));
        Assert.Empty(reply.Body);
        Assert.Empty(reply.Trailers);
    }

    // What differs from call to call stands without its value.
    private static IEnumerable<string> Lines(IReadOnlyDictionary<string, string> headers) =>
        headers.Select(h => h.Key.ToLowerInvariant() is "date" or "x-request-id" ? h.Key.ToLowerInvariant() : $"{h.Key.ToLowerInvariant()}: {h.Value}").Order(StringComparer.Ordinal);
}
