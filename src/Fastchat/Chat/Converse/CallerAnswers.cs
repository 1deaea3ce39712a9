using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Fastchat.Chat.Converse;

/// <summary>Asks the caller of a stream on behalf of one of its runs: tells him what is awaited, and waits for the event that answers it.</summary>
/// <param name="run">The run; it has told its first event before it asks.</param>
/// <param name="awaited">What the stream's runs wait for.</param>
/// <param name="tell">Tells the caller.</param>
/// <param name="patience">How long he may take.</param>
/// <param name="clock">The clock.</param>
internal sealed class CallerAnswers(StreamedRun run, AwaitedAnswers awaited, Func<AwaitedAnswer, ValueTask> tell, TimeSpan patience, TimeProvider clock) : ICallerAnswers
{
    private static readonly object Key = typeof(ICallerAnswers);

    /// <summary>Whoever can answer the run that a call makes; null for nobody.</summary>
    public static ICallerAnswers? Of(ServerCallContext context) => context.UserState.TryGetValue(Key, out var answers) ? (ICallerAnswers)answers : null;

    /// <summary>Lets the run that a call makes ask here.</summary>
    public void Attach(ServerCallContext context) => context.UserState[Key] = this;

    /// <inheritdoc />
    public async ValueTask<string> AnswerAsync(RequestedCall call, CancellationToken cancellationToken) => (await AskAsync(call, AwaitedKind.Result, cancellationToken)).Output;

    /// <inheritdoc />
    public async ValueTask<bool> ApproveAsync(RequestedCall call, CancellationToken cancellationToken) => (await AskAsync(call, AwaitedKind.Approval, cancellationToken)).Approves;

    private async Task<CallerAnswer> AskAsync(RequestedCall call, AwaitedKind kind, CancellationToken cancellationToken)
    {
        var runId = run.RunId ?? throw new InvalidOperationException("A run asks after its first event.");
        using var question = awaited.Ask(runId, call.CallId, kind);
        try
        {
            await tell(new AwaitedAnswer { RunId = runId, Kind = kind, Call = call, ExpireTime = Timestamp.FromDateTimeOffset(clock.GetUtcNow() + patience) });
            return await question.Answered.WaitAsync(patience, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new FastchatException(ErrorReason.CallUnanswered, $"The caller has not answered the call '{call.CallId}' within {patience.TotalSeconds:0} seconds.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The run goes on without him, as it was asked to.
            throw new FastchatException(ErrorReason.CallUnanswered, $"The caller went away before he was asked for the call '{call.CallId}'.");
        }
    }
}
