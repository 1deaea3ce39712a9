using System.Text;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Rpc.Calls;
using Fastchat.Runs;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Fastchat.Chat.Converse;

/// <summary>One stream of native chat. What its events begin, stop and watch are calls of the methods that do that.</summary>
internal sealed class ConverseStream(
    ServerCall call, IAsyncStreamReader<ConverseRequest> requests, IServerStreamWriter<ConverseResponse> responses, TwoWayOptions options, TimeProvider clock)
    : TwoWayStream<ConverseRequest, ConverseResponse>(requests, responses, clock, call.CancellationToken)
{
    private const int LongestRef = 64;
    private const int MostOutput = 1024 * 1024;

    private static readonly MethodDescriptor Chat = Contracts.Chat.V1.ChatService.Descriptor.FindMethodByName("Chat");
    private static readonly MethodDescriptor WatchRun = Contracts.Chat.V1.RunService.Descriptor.FindMethodByName("WatchRun");
    private static readonly MethodDescriptor CancelRun = Contracts.Chat.V1.RunService.Descriptor.FindMethodByName("CancelRun");

    private readonly TimeProvider _clock = clock;
    private readonly AwaitedAnswers _awaited = new();
    private readonly List<StreamedRun> _runs = [];

    /// <inheritdoc />
    protected override TimeSpan Left(TimeSpan age, TimeSpan? silence) => options.IdleTime - (silence ?? TimeSpan.Zero);

    /// <inheritdoc />
    protected override void OnClosed() => _awaited.Close();

    /// <inheritdoc />
    protected override void Take(ConverseRequest request)
    {
        if (request.Ref.Length > LongestRef) throw FastchatException.InvalidValue("ref", $"ref must have at most {LongestRef} characters, but has {request.Ref.Length}.");
        switch (request.EventCase)
        {
            case ConverseRequest.EventOneofCase.Start:
                Follow(request, Chat, request.Start, response => ((ChatResponse)response).Event);
                break;
            case ConverseRequest.EventOneofCase.Watch:
                Follow(request, WatchRun, request.Watch, response => ((WatchRunResponse)response).Event);
                break;
            case ConverseRequest.EventOneofCase.Cancel:
                Cancel(request);
                break;
            case ConverseRequest.EventOneofCase.ToolResult:
                var result = request.ToolResult;
                if (Encoding.UTF8.GetByteCount(result.Output) is > MostOutput and var bytes) throw FastchatException.InvalidValue("output", $"output must have at most {MostOutput} bytes in UTF-8, but has {bytes}.");
                Answer(result.RunId, result.CallId, AwaitedKind.Result, new CallerAnswer(Output: result.Output));
                break;
            case ConverseRequest.EventOneofCase.Approval:
                Answer(request.Approval.RunId, request.Approval.CallId, AwaitedKind.Approval, new CallerAnswer(Approves: request.Approval.Approve));
                break;
            default:
                throw new FastchatException(ErrorReason.MissingField, "event is required: start, cancel, tool_result, approval or watch.", "event");
        }
    }

    /// <inheritdoc />
    protected override ConverseResponse Refusal(ConverseRequest? request, RpcFault fault)
    {
        var error = new ConverseError
        {
            Code = (fault.Reason ?? ErrorTable.Name(ErrorReason.Internal)).ToLowerInvariant(),
            Message = fault.Message,
            Retryable = fault.RetryAfter is not null || (fault.Reason is { } reason && ErrorTable.IsRetryable(reason)),
        };
        if (fault.Param is { } param) error.Param = param;
        if (fault.RetryAfter is { } delay) error.RetryAfterMs = (long)Math.Ceiling(delay.TotalMilliseconds);
        return About(request, new ConverseResponse { Error = error });
    }

    /// <inheritdoc />
    protected override ConverseResponse Expiry() => Refusal(null, ErrorsInterceptor.ToFault(new FastchatException(
        ErrorReason.StreamExpired, $"Nothing was said and nothing was under way for {options.IdleTime.TotalSeconds:0} seconds; open another stream.")));

    private static ConverseResponse About(ConverseRequest? request, ConverseResponse response)
    {
        if (request is { HasRef: true }) response.Ref = request.Ref;
        return response;
    }

    private void Follow(ConverseRequest request, MethodDescriptor method, IMessage inner, Func<IMessage, ChatEvent> eventOf)
    {
        _runs.RemoveAll(r => r.IsOver);
        if (_runs.Count >= options.MostAtOnce) throw new FastchatException(ErrorReason.RateLimitExceeded, $"{options.MostAtOnce} runs are under way on this stream, as many as may be; try again when one has ended.");
        var run = new StreamedRun();
        _runs.Add(run);
        Begin(async () =>
        {
            try
            {
                var made = new InnerCall(
                    call,
                    method,
                    inner,
                    (response, cancellationToken) =>
                    {
                        var chatEvent = eventOf(response);
                        run.See(chatEvent);
                        return SayAsync(About(request, new ConverseResponse { Event = chatEvent }), cancellationToken);
                    },
                    Over);
                if (method == Chat) new CallerAnswers(run, _awaited, awaited => SayAsync(About(request, new ConverseResponse { Awaited = awaited }), Over), options.AnswerTime, _clock).Attach(made);
                await CallAsync(made, request);
            }
            finally
            {
                run.End();
            }
        });
    }

    // A run that begins in this moment has no id yet.
    private void Cancel(ConverseRequest request)
    {
        var run = request.Cancel.RunId.Length > 0 ? null : OnlyOne();
        Begin(async () =>
        {
            if ((run is null ? request.Cancel.RunId : await run.Id) is not { } runId) return;
            await CallAsync(new InnerCall(call, CancelRun, new CancelRunRequest { RunId = runId }, (_, _) => default, Over), request);
        });
    }

    private StreamedRun OnlyOne()
    {
        _runs.RemoveAll(r => r.IsOver);
        return _runs switch
        {
            [var only] => only,
            [] => throw FastchatException.InvalidValue("run_id", "run_id must name a run: none is under way on this stream."),
            _ => throw FastchatException.InvalidValue("run_id", $"run_id must name one of the {_runs.Count} runs under way on this stream."),
        };
    }

    private void Answer(string runId, string callId, AwaitedKind kind, CallerAnswer answer)
    {
        if (runId.Length > 0 && !_runs.Exists(r => r.RunId == runId)) throw RunFollower.NotFound(runId);
        _awaited.Answer(runId, callId, kind, answer);
    }
}
