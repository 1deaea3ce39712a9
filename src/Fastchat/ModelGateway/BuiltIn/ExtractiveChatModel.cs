using System.Runtime.CompilerServices;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Language;
using Fastchat.ModelGateway.Parameters;
using Fastchat.ModelGateway.Registry;

namespace Fastchat.ModelGateway.BuiltIn;

/// <summary>
/// The built-in model that needs no key: it answers by quoting the passages it was given, word for word, and marks each
/// quote with its passage's number. It cannot make anything up. Words count as tokens.
/// </summary>
public sealed class ExtractiveChatModel : IChatModel
{
    /// <summary>The name it is asked for by.</summary>
    public const string Name = "extractive";

    /// <summary>What it says when no documents are attached.</summary>
    public const string WithoutPassages =
        "This built-in model only answers from attached documents; attach a collection to the question, or choose another model.";

    /// <summary>It reads text and quotes it, and can do nothing else.</summary>
    public static ModelAbilities Abilities { get; } = new() { Tools = false, Vision = false, Files = false, JsonSchema = false, Reasoning = false, Logprobs = false };

    /// <inheritdoc />
    public async IAsyncEnumerable<ModelDelta> StreamAsync(
        ModelRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Choosing quotes is work: it must not hold up the caller before it has its stream.
        await Task.Yield();
        var pieces = Pieces(request);
        var choices = request.Parameters.HasN ? request.Parameters.N : 1;
        var sent = Math.Min(pieces.Count, ParameterFit.Length(request.Parameters) ?? int.MaxValue);
        for (var choice = 0; choice < choices; choice++)
        {
            foreach (var piece in pieces.Take(sent))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return new ModelDelta { Choice = choice, Text = piece };
            }

            yield return new ModelDelta { Choice = choice, FinishReason = sent < pieces.Count ? "length" : "stop" };
        }

        yield return new ModelDelta { Usage = Usage(request, (long)choices * sent) };
    }

    // Each piece is a word with the space before it; a marker is one as well.
    private static List<string> Pieces(ModelRequest request)
    {
        if (request.Passages is null) return SplitWords(WithoutPassages);
        var pieces = new List<string>();
        foreach (var quote in QuoteSelector.Select(request.Question, request.Passages))
        {
            pieces.AddRange(SplitWords(pieces.Count == 0 ? quote.Text : $" {quote.Text}"));
            pieces.Add($" [{quote.Passage}]");
        }

        return pieces;
    }

    private static List<string> SplitWords(string text)
    {
        var words = new List<string>();
        for (var start = 0; start < text.Length;)
        {
            var space = text.IndexOf(' ', start + 1);
            var end = space < 0 ? text.Length : space;
            words.Add(text[start..end]);
            start = end;
        }

        return words;
    }

    private static CompletionUsage Usage(ModelRequest request, long completion)
    {
        var prompt = (request.Passages ?? []).Append(request.Question).Sum(text => (long)Words.Count(text));
        return new CompletionUsage { PromptTokens = prompt, CompletionTokens = completion, TotalTokens = prompt + completion };
    }
}
