using System.Runtime.CompilerServices;
using Fastchat.Chat.Privacy;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Limits;
using Fastchat.ModelGateway;
using Fastchat.Tools;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Chat.Rounds;

/// <summary>
/// The rounds of a turn with tools: (1) the model speaks, (2) what it calls of the server's tools is done, and what it calls of the
/// caller's is asked of him where he is there, (3) the answers go back to it; until it asks for nothing more, only the caller can go on,
/// or a limit is reached.
/// </summary>
public sealed class ToolLoop(ToolRunner runner, ToolLimits limits, TimeProvider clock)
{
    /// <summary>Whether a turn may need more rounds than one.</summary>
    public static bool IsNeeded(TurnRequest request) => request.ServerTools.Count > 0 || (request.Answers is not null && request.Parameters.Tools.Count > 0);

    /// <summary>Takes the rounds.</summary>
    /// <param name="request">The turn.</param>
    /// <param name="prompt">What the model is asked first.</param>
    /// <param name="screen">What the answers of tools pass through; null for nothing.</param>
    /// <param name="speak">Lets the model speak once.</param>
    /// <param name="cancellationToken">Ends the turn.</param>
    /// <exception cref="FastchatException">TOOL_LIMIT_REACHED, or what a model is refused for.</exception>
    internal async IAsyncEnumerable<TurnEvent> RunAsync(
        TurnRequest request, ModelRequest prompt, ToolScreen? screen, Func<ModelRequest, IAsyncEnumerable<TurnEvent>> speak, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var turn = new ToolTurn(request, limits, prompt.Parameters);
        using var time = new CancellationTokenSource(limits.Time, clock);
        for (var round = 1; ; round++)
        {
            // (1) The model speaks.
            var said = turn.Begin(round);
            if (round > 1) yield return new TurnEvent(StatusKind.Thinking);
            await foreach (var turnEvent in speak(prompt).WithCancellation(cancellationToken))
            {
                if (said.Pass(turnEvent) is { } passed) yield return passed;
            }

            turn.End(said);
            if (!said.Asks)
            {
                yield return turn.Ended(said.FinishReason ?? "stop");
                yield break;
            }

            // (2) What it calls is done.
            var calls = new RoundCalls(turn, runner, screen, round, clock);
            await foreach (var turnEvent in calls.RunAsync(said, time.Token, cancellationToken))
            {
                Note(request, turn, turnEvent);
                yield return turnEvent;
            }

            if (said.Calls.Any(c => c.Result is null))
            {
                // Only the caller can go on. What was done for him here is told; he answers for his own tools.
                yield return turn.Ended("tool_calls");
                yield break;
            }

            // (3) The answers go back to the model.
            Check(request, turn, time);
            if (turn.IsLast) throw Reached($"rounds: the model went on calling tools after {limits.Rounds}");
            if (turn.FindLimit(round) is { } limit) yield return new TurnEvent(StatusKind.ToolLimit, Message: limit);
            prompt = prompt with { Parameters = Answered(prompt.Parameters, said, turn.IsLast), Counted = null };
        }
    }

    private void Check(TurnRequest request, ToolTurn turn, CancellationTokenSource time)
    {
        if (time.IsCancellationRequested) throw Reached(FormattableString.Invariant($"time: {limits.Time.TotalSeconds} s"));
        if (limits.Tokens is null && limits.Cost is null) return;
        var (tokens, cost) = request.Meter?.SoFar ?? (turn.Usage.Sum?.TotalTokens ?? 0, 0);
        if (tokens >= limits.Tokens) throw Reached($"tokens: {limits.Tokens}");
        if (cost >= limits.Cost) throw Reached(FormattableString.Invariant($"cost: {(decimal)limits.Cost / LimitMetric.CostUnit}"));
    }

    private static FastchatException Reached(string limit) => new(ErrorReason.ToolLimitReached, $"The turn has reached a limit of tools ({limit}), and the model had not ended its answer.");

    // Names, kinds and hashes: what was given and what came back is nobody's but the tenant's.
    private static void Note(TurnRequest request, ToolTurn turn, TurnEvent turnEvent)
    {
        if (turnEvent is not { Status: StatusKind.ToolEnd, Tool.Run: { } run }) return;
        request.Audit?.Add($"tool.{turn.CountEnded()}", ToolAudit.Of(run));
    }

    private static ChatCompletionParams Answered(ChatCompletionParams asked, SpokenRound said, bool isLast)
    {
        var parameters = asked.Clone();
        var message = new ChatMessage { Role = ChatRole.Assistant, ToolCalls = { said.Calls.Select(c => c.ToModel()) } };
        if (said.Text.Length > 0) message.Text = said.Text;
        parameters.Messages.Add(message);
        parameters.Messages.AddRange(said.Calls.Select(c => new ChatMessage { Role = ChatRole.Tool, ToolCallId = c.Id, Text = c.Result }));

        // A model that must call a tool once would otherwise have to for ever.
        if (isLast) parameters.ToolChoice = Value.ForString("none");
        else if (parameters.ToolChoice is { KindCase: Value.KindOneofCase.StructValue } or { StringValue: "required" }) parameters.ToolChoice = null;
        return parameters;
    }
}
