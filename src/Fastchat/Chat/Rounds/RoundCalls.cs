using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Fastchat.Chat.Privacy;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Foundation;
using Fastchat.Tools;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Chat.Rounds;

/// <summary>Does the calls of one round at once, as many as may be, and tells of each as it goes.</summary>
internal sealed class RoundCalls(ToolTurn turn, ToolRunner runner, ToolScreen? screen, int round, TimeProvider clock)
{
    // Tools may say how far they are as often as they like; more than this nobody sees.
    private static readonly TimeSpan BetweenProgress = TimeSpan.FromMilliseconds(100);

    private static readonly ToolResult OutOfTime = ToolResult.Failed(ToolOutcome.Timeout, "The turn's time for tools is over.");

    private readonly Channel<TurnEvent> _events = Channel.CreateUnbounded<TurnEvent>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Does the calls; each that somebody answers has a result at the end.</summary>
    /// <param name="said">What the model said.</param>
    /// <param name="time">Fires when calls under way are to be given up.</param>
    /// <param name="cancellationToken">Ends the turn.</param>
    public async IAsyncEnumerable<TurnEvent> RunAsync(SpokenRound said, CancellationToken time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, time);
        using var gate = new SemaphoreSlim(turn.AtOnce);
        var work = WorkAsync(said, gate, stop.Token);
        try
        {
            await foreach (var turnEvent in _events.Reader.ReadAllAsync(cancellationToken)) yield return turnEvent;
        }
        finally
        {
            // Nothing goes on behind the turn.
            await stop.CancelAsync();
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await work;
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task WorkAsync(SpokenRound said, SemaphoreSlim gate, CancellationToken stop)
    {
        try
        {
            await Task.WhenAll(said.Calls.Select(call => call.IsCallers ? AskAsync(call, stop) : DoAsync(call, gate, stop)).ToList());
        }
        finally
        {
            _events.Writer.Complete();
        }
    }

    // The caller's tools are his: he is asked where he is there, and finds the call in the answer where he is not.
    // A result that he does not give ends the turn: a model that went on without it would say what it cannot know.
    private async Task AskAsync(SpokenCall call, CancellationToken stop)
    {
        if (turn.Request.Answers is not { } answers) return;
        var begun = clock.GetTimestamp();
        var result = await HeldAsync(async () => ToolResult.Ok(await answers.AnswerAsync(call.ToCaller(), stop)), stop);
        await EndAsync(call, result, begun, stop);
    }

    private async Task DoAsync(SpokenCall call, SemaphoreSlim gate, CancellationToken stop)
    {
        var isTaken = turn.TryBegin();
        var tool = turn.Find(call.Name);
        var isApproved = !isTaken || tool is not { Tool.RequiresApproval: true } || await IsApprovedAsync(call, stop);
        Tell(StatusKind.ToolStart, new ToolStep { CallId = call.Id, Name = call.Name, Arguments = call.Arguments });
        var begun = clock.GetTimestamp();
        ToolResult result;
        if (!isTaken) result = ToolResult.Failed(ToolOutcome.LimitReached, "No more calls are done in this turn; answer with what there is.");
        else if (!isApproved) result = ToolResult.Failed(ToolOutcome.NotApproved, turn.Request.Answers is null ? "The call needs the user's leave, and he cannot be asked here." : "The user does not allow the call.");
        else result = await HeldAsync(() => RunAsync(tool, call, gate, stop), stop);
        await EndAsync(call, result, begun, stop);
    }

    private async Task<bool> IsApprovedAsync(SpokenCall call, CancellationToken stop)
    {
        if (turn.Request.Answers is not { } answers) return false;
        Tell(StatusKind.ToolApproval, new ToolStep { CallId = call.Id, Name = call.Name, Arguments = call.Arguments });
        try
        {
            return await answers.ApproveAsync(call.ToCaller(), stop);
        }
        catch (Exception e) when (e is FastchatException || (e is OperationCanceledException && stop.IsCancellationRequested))
        {
            // He does not answer, or the turn or its time has ended: nobody has said yes.
            return false;
        }
    }

    private async Task<ToolResult> RunAsync(RegisteredTool? tool, SpokenCall call, SemaphoreSlim gate, CancellationToken stop)
    {
        await gate.WaitAsync(stop);
        try
        {
            long? last = null;
            void Progress(ToolProgress progress)
            {
                if (last is { } told && clock.GetElapsedTime(told) < BetweenProgress) return;
                last = clock.GetTimestamp();
                var step = new ToolStep { CallId = call.Id, Name = call.Name };
                if (progress.Fraction is { } fraction) step.Progress = Math.Clamp(fraction, 0, 1);
                Tell(StatusKind.ToolProgress, step, progress.Message);
            }

            return await runner.RunAsync(tool, new ToolInvocation(turn.Request.Tenant, turn.Request.Meter?.User, call.Id, [], Progress), call.Arguments, stop);
        }
        finally
        {
            gate.Release();
        }
    }

    // A call that is given up because its time is over has a result as well.
    private static async Task<ToolResult> HeldAsync(Func<Task<ToolResult>> work, CancellationToken stop)
    {
        try
        {
            return await work();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return OutOfTime;
        }
    }

    private async Task EndAsync(SpokenCall call, ToolResult result, long begun, CancellationToken stop)
    {
        var duration = clock.GetElapsedTime(begun);
        var told = result;
        if (screen is not null) (result, told) = await ScreenAsync(screen, result, stop);
        call.Result = result.ToModel();
        var run = new ToolRun
        {
            CallId = call.Id,
            Name = call.Name,
            Arguments = call.Arguments,
            Outcome = told.Outcome,
            Duration = Duration.FromTimeSpan(duration),
            Round = round,
            TextBefore = turn.TextBefore,
            ByCaller = call.IsCallers,
        };
        if (told.IsOk) run.Output = told.Text;
        else run.Error = told.Text;
        Tell(StatusKind.ToolEnd, new ToolStep { CallId = call.Id, Name = call.Name, Run = run });
    }

    // What nobody has looked through goes nowhere.
    private static async Task<(ToolResult ForModel, ToolResult ForCaller)> ScreenAsync(ToolScreen screen, ToolResult result, CancellationToken stop)
    {
        try
        {
            return await screen.ApplyAsync(result, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return (OutOfTime, OutOfTime);
        }
    }

    private void Tell(StatusKind kind, ToolStep step, string? message = null) =>
        _events.Writer.TryWrite(new TurnEvent(kind, Message: string.IsNullOrEmpty(message) ? step.Name : message, Tool: step));
}
