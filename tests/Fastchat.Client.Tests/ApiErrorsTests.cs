using System.Net;
using System.Net.Sockets;
using Fastchat.Contracts.Errors.V1;
using Grpc.Core;

namespace Fastchat.Client.Tests;

public sealed class ApiErrorsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory(Timeout = Limits.Test)]
    [InlineData(StatusCode.Unauthenticated, "INVALID_API_KEY", typeof(AuthenticationException), false)]
    [InlineData(StatusCode.NotFound, "COLLECTION_NOT_FOUND", typeof(NotFoundException), false)]
    [InlineData(StatusCode.InvalidArgument, "INVALID_VALUE", typeof(InvalidArgumentException), false)]
    [InlineData(StatusCode.Unavailable, "UPSTREAM_UNAVAILABLE", typeof(UnavailableException), true)]
    [InlineData(StatusCode.ResourceExhausted, "UPSTREAM_RATE_LIMITED", typeof(RateLimitException), true)]
    [InlineData(StatusCode.Aborted, "INTERRUPTED", typeof(FastchatApiException), true)]
    [InlineData(StatusCode.Internal, "INTERNAL", typeof(FastchatApiException), true)]
    [InlineData(StatusCode.Internal, null, typeof(FastchatApiException), false)]
    [InlineData(StatusCode.Aborted, null, typeof(FastchatApiException), true)]
    [InlineData(StatusCode.FailedPrecondition, "OF_A_NEWER_SERVER", typeof(FastchatApiException), false)]
    public async Task FailedCall_CodeAndReason_BecomeATypedError(StatusCode code, string? reason, Type type, bool retryable)
    {
        await using var server = await FakeServer.StartAsync();
        server.Retrieval.Find = (_, _) => throw Faults.Of(code, "It failed.", reason);

        var failure = await Assert.ThrowsAnyAsync<FastchatApiException>(() => server.Client.SearchAsync("words", ["vs_1"], cancellationToken: Token));

        Assert.IsType(type, failure);
        Assert.Equal((code, reason, retryable), (failure.Code, failure.Reason, failure.Retryable));
        Assert.StartsWith("It failed.", failure.Message, StringComparison.Ordinal);
        Assert.IsType<RpcException>(failure.InnerException);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task FailedCall_Param_IsNamed()
    {
        await using var server = await FakeServer.StartAsync();
        server.Retrieval.Find = (_, _) => throw Faults.Of(StatusCode.InvalidArgument, "top_k is too large.", "INVALID_VALUE", "top_k");

        var failure = await Assert.ThrowsAsync<InvalidArgumentException>(() => server.Client.SearchAsync("words", ["vs_1"], cancellationToken: Token));

        Assert.Equal("top_k", failure.Param);
    }

    [Fact]
    public void FailedCall_ReasonOfAnotherDomain_IsNotOurs()
    {
        var info = new Google.Rpc.ErrorInfo { Domain = "example.com", Reason = "QUOTA" };
        var status = new Google.Rpc.Status { Details = { Google.Protobuf.WellKnownTypes.Any.Pack(info) } };
        var trailers = new Metadata { { "grpc-status-details-bin", Google.Protobuf.MessageExtensions.ToByteArray(status) } };

        Assert.Null(ApiErrors.FromCall(new RpcException(new Status(StatusCode.Internal, "x"), trailers)).Reason);
    }

    [Fact]
    public void FailedCall_DamagedDetails_KeepsTheStatus()
    {
        var trailers = new Metadata { { "grpc-status-details-bin", new byte[] { 0xff } } };

        Assert.Equal(StatusCode.NotFound, ApiErrors.FromCall(new RpcException(new Status(StatusCode.NotFound, "x"), trailers)).Code);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task NoServer_AnyCall_ThrowsUnavailableAndNamesTheAddress()
    {
        // Bound but not listening: nobody else can take the port, and nobody answers.
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var client = new FastchatClient(new Uri($"http://{socket.LocalEndPoint}"), "fc_test");

        var failure = await Assert.ThrowsAsync<UnavailableException>(() => client.Files.UploadAsync(new MemoryStream([1]), "a.bin", cancellationToken: Token));

        Assert.True(failure.Retryable);
        Assert.EndsWith("Check the address given to FastchatClient, or FASTCHAT_URL.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reasons_OfTheContracts_AllHaveAMeaning()
    {
        foreach (var reason in Enum.GetValues<ErrorReason>().Except([ErrorReason.Unspecified])) Assert.NotNull(ErrorReasons.MeaningOf(reason));
    }
}
