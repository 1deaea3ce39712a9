using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Grpc;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Testing;

namespace Fastchat.Rpc.Interop;

/// <summary>
/// What gRPC's interoperability tests ask of a server. Source: gRPC's interop-test-descriptions, "Server". The unimplemented
/// method stays as generated, and the unimplemented service is not served.
/// </summary>
internal sealed class TestHandler : TestService.TestServiceBase
{
    private const string EchoInitial = "x-grpc-test-echo-initial";
    private const string EchoTrailing = "x-grpc-test-echo-trailing-bin";

    public override async Task<Empty> EmptyCall(Empty request, ServerCallContext context)
    {
        await EchoMetadataAsync(context);
        return new Empty();
    }

    public override async Task<SimpleResponse> UnaryCall(SimpleRequest request, ServerCallContext context)
    {
        Expect(request.ExpectCompressed, context);
        await EchoMetadataAsync(context);
        Echo(request.ResponseStatus);
        context.WriteOptions = Options(request.ResponseCompressed);
        return new SimpleResponse { Payload = Zeros(request.ResponseSize) };
    }

    public override async Task StreamingOutputCall(StreamingOutputCallRequest request, IServerStreamWriter<StreamingOutputCallResponse> responseStream, ServerCallContext context)
    {
        await EchoMetadataAsync(context);
        await RespondAsync(request, responseStream, context);
    }

    public override async Task<StreamingInputCallResponse> StreamingInputCall(IAsyncStreamReader<StreamingInputCallRequest> requestStream, ServerCallContext context)
    {
        await EchoMetadataAsync(context);
        var size = 0;
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            Expect(request.ExpectCompressed, context);
            size += request.Payload.Body.Length;
        }

        return new StreamingInputCallResponse { AggregatedPayloadSize = size };
    }

    public override async Task FullDuplexCall(IAsyncStreamReader<StreamingOutputCallRequest> requestStream, IServerStreamWriter<StreamingOutputCallResponse> responseStream, ServerCallContext context)
    {
        await EchoMetadataAsync(context);
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken)) await RespondAsync(request, responseStream, context);
    }

    public override async Task HalfDuplexCall(IAsyncStreamReader<StreamingOutputCallRequest> requestStream, IServerStreamWriter<StreamingOutputCallResponse> responseStream, ServerCallContext context)
    {
        var requests = new List<StreamingOutputCallRequest>();
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken)) requests.Add(request);
        foreach (var request in requests) await RespondAsync(request, responseStream, context);
    }

    private static async Task RespondAsync(StreamingOutputCallRequest request, IServerStreamWriter<StreamingOutputCallResponse> responses, ServerCallContext context)
    {
        Echo(request.ResponseStatus);
        foreach (var wanted in request.ResponseParameters)
        {
            if (wanted.IntervalUs > 0) await Task.Delay(TimeSpan.FromMicroseconds(wanted.IntervalUs), context.CancellationToken);
            responses.WriteOptions = Options(wanted.Compressed);
            await responses.WriteAsync(new StreamingOutputCallResponse { Payload = Zeros(wanted.Size) });
        }
    }

    private static async Task EchoMetadataAsync(ServerCallContext context)
    {
        foreach (var entry in context.RequestHeaders.GetAll(EchoTrailing)) context.ResponseTrailers.Add(entry);
        var initial = new Metadata();
        foreach (var entry in context.RequestHeaders.GetAll(EchoInitial)) initial.Add(entry);
        if (initial.Count > 0) await context.WriteResponseHeadersAsync(initial);
    }

    private static void Echo(EchoStatus? status)
    {
        if (status is { Code: not 0 }) throw new RpcException(new Status((StatusCode)status.Code, status.Message));
    }

    private static void Expect(BoolValue? compressed, ServerCallContext context)
    {
        if (compressed is not null && compressed.Value != ((GrpcCall)context).LastRequestWasCompressed)
            throw new RpcFaultException(RpcFault.InvalidArgument($"The message {(compressed.Value ? "is not" : "is")} compressed.", "expect_compressed"));
    }

    private static WriteOptions? Options(BoolValue? compressed) => compressed is { Value: false } ? new WriteOptions(WriteFlags.NoCompress) : null;

    private static Payload Zeros(int size) => size >= 0
        ? new Payload { Body = UnsafeByteOperations.UnsafeWrap(new byte[size]) }
        : throw new RpcFaultException(RpcFault.InvalidArgument("A payload has no negative size.", "response_size"));
}
