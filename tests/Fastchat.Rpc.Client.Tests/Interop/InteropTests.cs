using System.Text;
using Grpc.Core;
using Grpc.Testing;

namespace Fastchat.Rpc.Client.Tests.Interop;

/// <summary>
/// gRPC's interoperability cases, called by generated clients over the channel, in each way that it speaks. Over HTTP/1.1 there
/// are no bidirectional calls: a server stream stands in where a case is about something else. Source: gRPC's
/// interop-test-descriptions, "Client".
/// </summary>
public sealed class InteropTests(InteropFixture server) : IClassFixture<InteropFixture>
{
    private const string Http1 = "1.1";
    private const string Http2 = "2.0";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<WireFormat, string, string?> Ways
    {
        get
        {
            var ways = new TheoryData<WireFormat, string, string?>();
            foreach (var coding in new[] { null, "gzip", "deflate" })
            {
                ways.Add(WireFormat.Grpc, Http2, coding);
                ways.Add(WireFormat.GrpcWeb, Http1, coding);
                ways.Add(WireFormat.GrpcWeb, Http2, coding);
            }

            return ways;
        }
    }

    public static TheoryData<WireFormat, string?> DuplexWays => new(from way in Ways where way.Data.Item2 == Http2 select new TheoryDataRow<WireFormat, string?>(way.Data.Item1, way.Data.Item3));

    [Theory(Timeout = Limits.Test), MemberData(nameof(Ways))]
    public async Task EmptyUnary_Called_IsAnswered(WireFormat format, string http, string? coding)
    {
        using var client = Client(format, http, coding);

        Assert.Equal(new Empty(), await client.Tests.EmptyCallAsync(new Empty(), cancellationToken: Token));
    }

    [Theory(Timeout = Limits.Test), MemberData(nameof(Ways))]
    public async Task LargeUnary_Called_HasTheSizeAskedFor(WireFormat format, string http, string? coding)
    {
        using var client = Client(format, http, coding);

        var response = await client.Tests.UnaryCallAsync(new SimpleRequest { ResponseSize = 314159, Payload = InteropClient.Zeros(271828) }, cancellationToken: Token);

        Assert.Equal(InteropClient.Zeros(314159), response.Payload);
    }

    [Theory(Timeout = Limits.Test), MemberData(nameof(Ways))]
    public async Task ClientCompressedUnary_Called_FlagSaysWhichIs(WireFormat format, string http, string? coding)
    {
        using var client = Client(format, http, coding);
        var request = new SimpleRequest { ExpectCompressed = new BoolValue { Value = true }, ResponseSize = 314159, Payload = InteropClient.Zeros(271828) };
        var plain = new CallOptions(writeOptions: new WriteOptions(WriteFlags.NoCompress), cancellationToken: Token);

        await FailsAsync(StatusCode.InvalidArgument, client.Tests.UnaryCallAsync(request, plain).ResponseAsync);
        if (coding is not null) Assert.Equal(314159, (await client.Tests.UnaryCallAsync(request, cancellationToken: Token)).Payload.Body.Length);
        request.ExpectCompressed.Value = false;
        Assert.Equal(314159, (await client.Tests.UnaryCallAsync(request, plain)).Payload.Body.Length);
    }

    [Theory(Timeout = Limits.Test), MemberData(nameof(Ways))]
    public async Task ServerCompressedUnary_Called_ComesInTheCodingTaken(WireFormat format, string http, string? coding)
    {
        using var client = Client(format, http, coding);

        foreach (var compressed in new[] { true, false })
        {
            var request = new SimpleRequest { ResponseCompressed = new BoolValue { Value = compressed }, ResponseSize = 314159, Payload = InteropClient.Zeros(271828) };
            Assert.Equal(InteropClient.Zeros(314159), (await client.Tests.UnaryCallAsync(request, cancellationToken: Token)).Payload);
        }

        Assert.Equal([coding, coding], client.Wire.Answered);
    }

    [Theory(Timeout = Limits.Test), MemberData(nameof(Ways))]
    public async Task ClientStreaming_FourPayloads_AreCounted(WireFormat format, string http, string? coding)
    {
        using var client = Client(format, http, coding);
        using var call = client.Tests.StreamingInputCall(cancellationToken: Token);

        foreach (var size in new[] { 27182, 8, 1828, 45904 }) await call.RequestStream.WriteAsync(new StreamingInputCallRequest { Payload = InteropClient.Zeros(size) }, Token);
        await call.RequestStream.CompleteAsync();

        Assert.Equal(74922, (await call).AggregatedPayloadSize);
    }

    [Theory(Timeout = Limits.Test), MemberData(nameof(Ways))]
    public async Task ClientCompressedStreaming_Called_FlagSaysWhichIs(WireFormat format, string http, string? coding)
    {
        using var client = Client(format, http, coding);

        await FailsAsync(StatusCode.InvalidArgument, SendAsync((true, WriteFlags.NoCompress, 27182)));
        if (coding is not null) Assert.Equal(73086, await SendAsync((true, 0, 27182), (false, WriteFlags.NoCompress, 45904)));
        Assert.Equal(73086, await SendAsync((false, WriteFlags.NoCompress, 27182), (false, WriteFlags.NoCompress, 45904)));

        async Task<int> SendAsync(params (bool Expected, WriteFlags Flags, int Size)[] messages)
        {
            using var call = client.Tests.StreamingInputCall(cancellationToken: Token);
            foreach (var (expected, flags, size) in messages)
            {
                call.RequestStream.WriteOptions = new WriteOptions(flags);
                await call.RequestStream.WriteAsync(new StreamingInputCallRequest { ExpectCompressed = new BoolValue { Value = expected }, Payload = InteropClient.Zeros(size) }, Token);
            }

            await call.RequestStream.CompleteAsync();
            return (await call).AggregatedPayloadSize;
        }
    }

    [Theory(Timeout = Limits.Test), MemberData(nameof(Ways))]
    public async Task ServerStreaming_Called_HasTheSizesAskedFor(WireFormat format, string http, string? coding)
    {
        using var client = Client(format, http, coding);
        using var call = client.Tests.StreamingOutputCall(Wants(31415, 9, 2653, 58979), cancellationToken: Token);

        Assert.Equal([31415, 9, 2653, 58979], await SizesAsync(call.ResponseStream));
    }

    [Theory(Timeout = Limits.Test), MemberData(nameof(Ways))]
    public async Task ServerCompressedStreaming_Called_ComesInTheCodingTaken(WireFormat format, string http, string? coding)
    {
        using var client = Client(format, http, coding);
        var request = Wants(31415, 92653);
        request.ResponseParameters[0].Compressed = new BoolValue { Value = true };
        request.ResponseParameters[1].Compressed = new BoolValue { Value = false };
        using var call = client.Tests.StreamingOutputCall(request, cancellationToken: Token);

        Assert.Equal([31415, 92653], await SizesAsync(call.ResponseStream));
        Assert.Equal([coding], client.Wire.Answered);
    }

    [Theory(Timeout = Limits.Test), MemberData(nameof(DuplexWays))]
    public async Task PingPong_FullDuplex_AnswersEachBeforeTheNext(WireFormat format, string? coding)
    {
        using var client = Client(format, Http2, coding);
        using var call = client.Tests.FullDuplexCall(cancellationToken: Token);

        foreach (var (wanted, sent) in new[] { (31415, 27182), (9, 8), (2653, 1828), (58979, 45904) })
        {
            var request = Wants(wanted);
            request.Payload = InteropClient.Zeros(sent);
            await call.RequestStream.WriteAsync(request, Token);
            Assert.True(await call.ResponseStream.MoveNext(Token));
            Assert.Equal(wanted, call.ResponseStream.Current.Payload.Body.Length);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(Token));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Theory(Timeout = Limits.Test), MemberData(nameof(DuplexWays))]
    public async Task EmptyStream_NoRequests_HasNoResponses(WireFormat format, string? coding)
    {
        using var client = Client(format, Http2, coding);
        using var call = client.Tests.FullDuplexCall(cancellationToken: Token);

        await call.RequestStream.CompleteAsync();

        Assert.False(await call.ResponseStream.MoveNext(Token));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Theory(Timeout = Limits.Test), MemberData(nameof(DuplexWays))]
    public async Task HalfDuplex_AllRequestsFirst_AreAnsweredThen(WireFormat format, string? coding)
    {
        using var client = Client(format, Http2, coding);
        using var call = client.Tests.HalfDuplexCall(cancellationToken: Token);

        foreach (var size in new[] { 31415, 9 }) await call.RequestStream.WriteAsync(Wants(size), Token);
        await call.RequestStream.CompleteAsync();

        Assert.Equal([31415, 9], await SizesAsync(call.ResponseStream));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(null)]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task FullDuplex_OverHttp1_IsUnimplemented(string? coding)
    {
        using var client = Client(WireFormat.GrpcWeb, Http1, coding);
        using var call = client.Tests.FullDuplexCall(cancellationToken: Token);

        await FailsAsync(StatusCode.Unimplemented, call.ResponseStream.MoveNext(Token));
    }

    [Theory(Timeout = Limits.Test), MemberData(nameof(Ways))]
    public async Task CustomMetadata_Sent_ComesBackAsHeadersAndTrailers(WireFormat format, string http, string? coding)
    {
        using var client = Client(format, http, coding);
        var metadata = new Metadata { { "x-grpc-test-echo-initial", "test_initial_metadata_value" }, { "x-grpc-test-echo-trailing-bin", new byte[] { 0xab, 0xab, 0xab } } };

        using var unary = client.Tests.UnaryCallAsync(new SimpleRequest { ResponseSize = 314159, Payload = InteropClient.Zeros(271828) }, metadata, cancellationToken: Token);
        await unary;
        using var stream = client.Tests.StreamingOutputCall(Wants(314159), metadata, cancellationToken: Token);
        await SizesAsync(stream.ResponseStream);

        foreach (var (headers, trailers) in new[] { (await unary.ResponseHeadersAsync, unary.GetTrailers()), (await stream.ResponseHeadersAsync, stream.GetTrailers()) })
        {
            Assert.Equal("test_initial_metadata_value", headers.GetValue("x-grpc-test-echo-initial"));
            Assert.Equal([0xab, 0xab, 0xab], trailers.GetValueBytes("x-grpc-test-echo-trailing-bin")!);
        }
    }

    [Theory(Timeout = Limits.Test), MemberData(nameof(DuplexWays))]
    public async Task CustomMetadata_OfAConversation_ComesBack(WireFormat format, string? coding)
    {
        using var client = Client(format, Http2, coding);
        using var call = client.Tests.FullDuplexCall(new Metadata { { "x-grpc-test-echo-initial", "a" }, { "x-grpc-test-echo-trailing-bin", new byte[] { 0xab } } }, cancellationToken: Token);

        Assert.Equal("a", (await call.ResponseHeadersAsync).GetValue("x-grpc-test-echo-initial"));
        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(Token));
        Assert.Equal([0xab], call.GetTrailers().GetValueBytes("x-grpc-test-echo-trailing-bin")!);
    }

    [Theory(Timeout = Limits.Test), MemberData(nameof(Ways))]
    public async Task StatusCodeAndMessage_AskedFor_AreRead(WireFormat format, string http, string? coding)
    {
        using var client = Client(format, http, coding);

        foreach (var message in new[] { "test status message", "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n" })
        {
            var status = new EchoStatus { Code = 2, Message = message };
            var unary = await FailsAsync(StatusCode.Unknown, client.Tests.UnaryCallAsync(new SimpleRequest { ResponseStatus = status }, cancellationToken: Token).ResponseAsync);
            using var call = client.Tests.StreamingOutputCall(new StreamingOutputCallRequest { ResponseStatus = status }, cancellationToken: Token);
            var streamed = await FailsAsync(StatusCode.Unknown, call.ResponseStream.MoveNext(Token));

            Assert.Equal((message, message), (unary.Status.Detail, streamed.Status.Detail));
        }
    }

    [Theory(Timeout = Limits.Test), MemberData(nameof(Ways))]
    public async Task Details_OfAFault_AreInTheTrailers(WireFormat format, string http, string? coding)
    {
        using var client = Client(format, http, coding);

        var failure = await FailsAsync(StatusCode.ResourceExhausted, client.Tests.EmptyCallAsync(new Empty(), new Metadata { { "x-interop-fault", "slow down" } }, cancellationToken: Token).ResponseAsync);

        Assert.Equal("slow down", failure.Status.Detail);
        Assert.Contains("TOO_OFTEN", Encoding.UTF8.GetString(failure.Trailers.GetValueBytes("grpc-status-details-bin")!), StringComparison.Ordinal);
    }

    [Theory(Timeout = Limits.Test), MemberData(nameof(Ways))]
    public async Task Unimplemented_MethodAndService_AreUnimplemented(WireFormat format, string http, string? coding)
    {
        using var client = Client(format, http, coding);

        await FailsAsync(StatusCode.Unimplemented, client.Tests.UnimplementedCallAsync(new Empty(), cancellationToken: Token).ResponseAsync);
        await FailsAsync(StatusCode.Unimplemented, client.Unimplemented.UnimplementedCallAsync(new Empty(), cancellationToken: Token).ResponseAsync);
    }

    [Theory(Timeout = Limits.Test), MemberData(nameof(Ways))]
    public async Task CancelAfterBegin_ClientStream_IsCancelled(WireFormat format, string http, string? coding)
    {
        using var client = Client(format, http, coding);
        using var leaving = new CancellationTokenSource();
        using var call = client.Tests.StreamingInputCall(cancellationToken: leaving.Token);

        await leaving.CancelAsync();

        await FailsAsync(StatusCode.Cancelled, call.ResponseAsync);
    }

    [Theory(Timeout = Limits.Test), MemberData(nameof(Ways))]
    public async Task CancelAfterFirstResponse_OfAStream_IsCancelled(WireFormat format, string http, string? coding)
    {
        using var client = Client(format, http, coding);
        using var leaving = new CancellationTokenSource();
        var request = Wants(31415, 1);
        request.ResponseParameters[1].IntervalUs = int.MaxValue;
        using var call = client.Tests.StreamingOutputCall(request, cancellationToken: leaving.Token);

        Assert.True(await call.ResponseStream.MoveNext(Token));
        await leaving.CancelAsync();

        await FailsAsync(StatusCode.Cancelled, call.ResponseStream.MoveNext(Token));
    }

    [Theory(Timeout = Limits.Test), MemberData(nameof(Ways))]
    public async Task TimeoutOnSleepingServer_DeadlinePasses_IsExceeded(WireFormat format, string http, string? coding)
    {
        using var client = Client(format, http, coding);
        var request = Wants(1);
        request.ResponseParameters[0].IntervalUs = int.MaxValue;
        using var call = client.Tests.StreamingOutputCall(request, deadline: (TimeProvider.System.GetUtcNow() + TimeSpan.FromMilliseconds(1)).UtcDateTime, cancellationToken: Token);

        await FailsAsync(StatusCode.DeadlineExceeded, call.ResponseStream.MoveNext(Token));
    }

    [Theory(Timeout = Limits.Test), MemberData(nameof(Ways))]
    public async Task ConcurrentLargeUnary_OneChannel_AllAreAnswered(WireFormat format, string http, string? coding)
    {
        using var client = Client(format, http, coding);

        var sizes = await Task.WhenAll(Enumerable.Range(0, 50).Select(async n =>
            (await client.Tests.UnaryCallAsync(new SimpleRequest { ResponseSize = 31415 + n, Payload = InteropClient.Zeros(27182) }, cancellationToken: Token)).Payload.Body.Length));

        Assert.Equal(Enumerable.Range(31415, 50), sizes);
    }

    private InteropClient Client(WireFormat format, string http, string? coding) => new(server.Address, format, http, coding);

    private static StreamingOutputCallRequest Wants(params int[] sizes) => new() { ResponseParameters = { sizes.Select(size => new ResponseParameters { Size = size }) } };

    private static async Task<List<int>> SizesAsync(IAsyncStreamReader<StreamingOutputCallResponse> responses)
    {
        var sizes = new List<int>();
        await foreach (var response in responses.ReadAllAsync(Token)) sizes.Add(response.Payload.Body.Length);
        return sizes;
    }

    private static async Task<RpcException> FailsAsync(StatusCode code, Task call)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(() => call);
        Assert.Equal(code, failure.StatusCode);
        return failure;
    }
}
