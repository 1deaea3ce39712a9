using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway.Parameters;

namespace Fastchat.ModelGateway.Scripts;

/// <summary>Plays a script. The same request has the same answer, always: nothing is kept between calls, and nothing is left to chance.</summary>
/// <param name="script">The script.</param>
/// <param name="clock">The clock of its delays.</param>
public sealed class ChatScriptModel(ChatScript script, TimeProvider clock) : IChatModel
{
    /// <inheritdoc />
    public async IAsyncEnumerable<ModelDelta> StreamAsync(ModelRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new ScriptRequest(request);
        var (rule, variables) = Find(seen);
        var limit = ParameterFit.Length(request.Parameters);
        var choices = request.Parameters.HasN ? request.Parameters.N : 1;
        var sent = 0;
        for (var choice = 0; choice < choices; choice++)
        {
            var (calls, said) = (0, 0);
            var isCut = false;
            foreach (var step in rule.Steps)
            {
                if (step is FailStep { After: null } failure) throw ScriptFailures.Of(failure);
                if (step is WaitStep wait) await Task.Delay(wait.Time, clock, cancellationToken);
                var pace = step switch { SayStep say => say.Pace, CallStep call => call.Pace, _ => null };
                foreach (var delta in Deltas(step, choice, variables, ref calls))
                {
                    if (isCut = said == limit) break;
                    if (sent == rule.Failure?.After) throw ScriptFailures.Of(rule.Failure);
                    if (pace!.Delay > TimeSpan.Zero) await Task.Delay(pace.Delay, clock, cancellationToken);
                    else if ((sent & 1023) == 1023) cancellationToken.ThrowIfCancellationRequested();
                    yield return delta;
                    sent++;
                    said++;
                }

                if (isCut) break;
            }

            // What breaks after more deltas than there are still breaks before the end.
            if (rule.Failure is { After: not null } late) throw ScriptFailures.Of(late);
            yield return new ModelDelta { Choice = choice, FinishReason = isCut ? "length" : rule.FinishReason };
        }

        yield return new ModelDelta { Usage = rule.Usage?.Clone() ?? new CompletionUsage { PromptTokens = seen.Words, CompletionTokens = sent, TotalTokens = seen.Words + sent } };
    }

    private (ScriptRule Rule, Dictionary<string, string> Variables) Find(ScriptRequest request)
    {
        try
        {
            foreach (var rule in script.Rules)
            {
                var variables = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["user"] = request.Question,
                    ["turn"] = request.Turn.ToString(CultureInfo.InvariantCulture),
                    ["model"] = script.Name,
                    ["tool_result"] = request.ToolResult ?? "",
                };
                if (rule.Fits(request, variables)) return (rule, variables);
            }
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new FastchatException(ErrorReason.UpstreamTimeout, $"A pattern of the script '{script.Name}' took more than {e.MatchTimeout.TotalSeconds:0} seconds.", inner: e);
        }

        throw FastchatException.InvalidValue("messages", $"No rule of the script '{script.Name}' fits this request; a last rule without 'when' would answer all others.");
    }

    private static IEnumerable<ModelDelta> Deltas(ScriptStep step, int choice, IReadOnlyDictionary<string, string> variables, ref int calls) => step switch
    {
        SayStep say => say.Pace.Split(say.Text.Fill(variables)).Select(piece => new ModelDelta { Choice = choice, Text = piece }),
        CallStep call => Deltas(call, choice, variables, calls++),
        _ => [],
    };

    // As providers send them: the name first, then the arguments piece by piece.
    private static IEnumerable<ModelDelta> Deltas(CallStep call, int choice, IReadOnlyDictionary<string, string> variables, int index)
    {
        var id = call.Id ?? string.Create(CultureInfo.InvariantCulture, $"call_{choice}_{index}");
        yield return Delta(choice, new ToolCall { Index = index, Id = id, Type = "function", Function = new FunctionCall { Name = call.Tool, Arguments = "" } });
        foreach (var piece in call.Pace.Split(call.Arguments.Fill(variables))) yield return Delta(choice, new ToolCall { Index = index, Function = new FunctionCall { Arguments = piece } });
    }

    private static ModelDelta Delta(int choice, ToolCall call) => new() { Choice = choice, ToolCalls = [call] };
}
