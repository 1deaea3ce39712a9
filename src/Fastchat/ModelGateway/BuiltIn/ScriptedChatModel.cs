using System.Runtime.CompilerServices;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.Language;
using Fastchat.ModelGateway.Parameters;

namespace Fastchat.ModelGateway.BuiltIn;

/// <summary>
/// A deterministic model for tests and measurements: it says the person's last words back, or plays the script in them,
/// for example <c>{"tokens": 1000, "delay_ms": 10}</c>.
/// </summary>
public sealed class ScriptedChatModel(TimeProvider clock) : IChatModel
{
    /// <summary>The model's name.</summary>
    public const string Name = "scripted";

    // One delta serves all tokens of a counted script: what is measured is the wire, not this model.
    private static readonly ModelDelta CountedToken = new() { Text = " token" };

    /// <inheritdoc />
    public async IAsyncEnumerable<ModelDelta> StreamAsync(ModelRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var script = Script.Parse(request.Question);
        var words = script.Tokens is null ? Pieces(script.Text ?? "") : null;
        var total = script.Tokens ?? words!.Count;
        var limit = ParameterFit.Length(request.Parameters) ?? int.MaxValue;
        var sent = 0;
        for (; sent < Math.Min(total, limit); sent++)
        {
            if (sent == script.FailAfter) throw Broken(sent);
            if (script.DelayMs > 0) await Task.Delay(TimeSpan.FromMilliseconds(script.DelayMs), clock, cancellationToken);
            else if ((sent & 1023) == 1023) cancellationToken.ThrowIfCancellationRequested();
            yield return words is null ? CountedToken : new ModelDelta { Text = words[sent] };
        }

        // Behind the last token there is still an end to lose.
        if (sent == script.FailAfter) throw Broken(sent);
        var prompt = request.Parameters.Messages.Sum(m => Words.Count(m.Text));
        yield return new ModelDelta
        {
            FinishReason = total > limit ? "length" : "stop",
            Usage = new CompletionUsage { PromptTokens = prompt, CompletionTokens = sent, TotalTokens = prompt + sent },
        };
    }

    private static FastchatException Broken(int sent) => new(ErrorReason.UpstreamStreamBroken, $"The script broke the stream after {sent} tokens.");

    // Each piece keeps the blanks before it, so that the pieces joined are the text.
    private static List<string> Pieces(string text)
    {
        var pieces = new List<string>();
        var start = 0;
        for (var i = 1; i < text.Length; i++)
        {
            if (!char.IsWhiteSpace(text[i]) || char.IsWhiteSpace(text[i - 1])) continue;
            pieces.Add(text[start..i]);
            start = i;
        }

        if (start < text.Length) pieces.Add(text[start..]);
        return pieces;
    }
}
