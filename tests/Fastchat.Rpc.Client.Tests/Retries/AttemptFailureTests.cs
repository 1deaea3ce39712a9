using Fastchat.Rpc.Client.Retries;
using Grpc.Core;

namespace Fastchat.Rpc.Client.Tests.Retries;

public sealed class AttemptFailureTests
{
    private const int InternalError = 0x2;
    private const int RefusedStream = 0x7;

    [Fact]
    public void Of_ConnectionThatTookTooLong_WasNeverSent() =>
        Assert.Equal(AttemptReach.NeverSent, AttemptFailure.Of(new TaskCanceledException("The connection timed out.", new TimeoutException())).Reach);

    [Fact]
    public void Of_BrokenConnection_IsBroken() =>
        Assert.Equal(AttemptReach.Broken, AttemptFailure.Of(new HttpRequestException(HttpRequestError.ResponseEnded)).Reach);

    [Theory]
    [InlineData("The HTTP/2 server didn't respond to a ping request within the configured KeepAlivePingDelay.", 1, "Broken")]
    [InlineData("The HTTP/2 server reset the stream.", 1, "Unknown")]
    public void Of_ProtocolFailure_SilenceIsNoSignOfLife(string message, int error, string reach) => Assert.Equal(
        reach,
        $"{AttemptFailure.Of(new HttpRequestException(HttpRequestError.HttpProtocolError, inner: new HttpProtocolException(error, message, innerException: null))).Reach}");

    // Through a handler of the test's own: the framework's opens a refused stream again by itself, and hides what we do.
    [Theory(Timeout = Limits.Test)]
    [InlineData(RefusedStream, 2)]
    [InlineData(InternalError, 1)]
    public async Task StreamReset_WithoutPolicy_IsMadeAgainOnceIfRefused(int error, int attempts)
    {
        using var handler = new ResetHandler(error);
        using var channel = RpcChannel.ForAddress("http://127.0.0.1:1", new RpcChannelOptions { HttpHandler = handler });

        await Assert.ThrowsAsync<RpcException>(() => new TextClient(channel.CreateCallInvoker()).Unary("hi").ResponseAsync);

        Assert.Equal(attempts, handler.Requests);
    }

    private sealed class ResetHandler(int error) : HttpMessageHandler
    {
        public int Requests { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests++;
            throw new HttpRequestException(HttpRequestError.HttpProtocolError, inner: new HttpProtocolException(error, "The stream was reset.", innerException: null));
        }
    }
}
