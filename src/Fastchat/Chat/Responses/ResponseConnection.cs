using Fastchat.Chat.Converse;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Rpc.Calls;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Fastchat.Chat.Responses;

/// <summary>One connection for many responses: those of a lane are made in their order, those of different lanes beside each other.</summary>
internal sealed class ResponseConnection(
    ServerCall call, IAsyncStreamReader<ConnectResponsesRequest> requests, IServerStreamWriter<ConnectResponsesResponse> responses, TwoWayOptions options, TimeProvider clock)
    : TwoWayStream<ConnectResponsesRequest, ConnectResponsesResponse>(requests, responses, clock, call.CancellationToken)
{
    private const int LongestLane = 64;

    private static readonly MethodDescriptor Method = Contracts.OpenAI.V1.ResponsesService.Descriptor.FindMethodByName("StreamResponse");

    private readonly Dictionary<string, Task> _lanes = [];
    private int _underWay;

    /// <inheritdoc />
    protected override TimeSpan Left(TimeSpan age, TimeSpan? silence) => options.ConnectionTime - age;

    /// <inheritdoc />
    protected override void Take(ConnectResponsesRequest request)
    {
        if (request.Create is not { } create) throw new FastchatException(ErrorReason.MissingField, "type is required: response.create.", "type");
        if (request.StreamId.Length > LongestLane) throw FastchatException.InvalidValue("stream_id", $"stream_id must have at most {LongestLane} characters, but has {request.StreamId.Length}.");
        if (ResponseRules.IsBackground(create)) throw FastchatException.InvalidValue("background", "background must be absent or false: over a connection a response is told while it is made.");
        if (create.Rest?.Fields.GetValueOrDefault("generate") is { BoolValue: false, HasBoolValue: true }) throw FastchatException.InvalidValue("generate", "generate must be absent or true: there is nothing to prepare before a response.");
        if (Volatile.Read(ref _underWay) >= options.MostAtOnce) throw new FastchatException(ErrorReason.RateLimitExceeded, $"{options.MostAtOnce} responses are being made or wait on this connection, as many as may be; try again when one has ended.");
        Interlocked.Increment(ref _underWay);
        foreach (var idle in _lanes.Where(l => l.Value.IsCompleted).Select(l => l.Key).ToList()) _lanes.Remove(idle);
        var before = _lanes.GetValueOrDefault(request.StreamId, Task.CompletedTask);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _lanes[request.StreamId] = done.Task;
        Begin(async () =>
        {
            try
            {
                await before;
                await MakeAsync(request, create);
            }
            finally
            {
                Interlocked.Decrement(ref _underWay);
                done.SetResult();
            }
        });
    }

    /// <inheritdoc />
    protected override ConnectResponsesResponse Refusal(ConnectResponsesRequest? request, RpcFault fault) =>
        About(request, Error(fault.Family, fault.Reason?.ToLowerInvariant(), fault.Message, fault.Param, fault.StatusOverHttp));

    /// <inheritdoc />
    protected override ConnectResponsesResponse Expiry() => About(null, Error(
        "invalid_request_error", "websocket_connection_limit_reached", $"The connection was open for {options.ConnectionTime.TotalMinutes:0} minutes, as long as one may be; open another and go on by previous_response_id.", null, 400));

    private Task MakeAsync(ConnectResponsesRequest request, ResponseParams create)
    {
        // It is streamed whatever it says.
        create.ClearStream();
        create.ClearBackground();
        var inner = new InnerCall(call, Method, new StreamResponseRequest { Params = create }, (response, cancellationToken) => SayAsync(About(request, ((StreamResponseResponse)response).Event), cancellationToken), Over);
        return CallAsync(inner, request);
    }

    private static ConnectResponsesResponse About(ConnectResponsesRequest? request, ResponseStreamEvent responseEvent)
    {
        if (request is { HasStreamId: true }) responseEvent.StreamId = request.StreamId;
        return new ConnectResponsesResponse { Event = responseEvent };
    }

    private static ResponseStreamEvent Error(string type, string? code, string message, string? param, int status)
    {
        var fault = new ResponseFault { Message = message, Status = status, Error = new ResponseFaultBody { Type = type, Message = message } };
        if (code is not null) fault.Code = fault.Error.Code = code;
        if (param is not null) fault.Param = fault.Error.Param = param;
        return new ResponseStreamEvent { Error = fault };
    }
}
