using System.Runtime.CompilerServices;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;

namespace Fastchat.ModelGateway.Formats;

/// <summary>
/// Holds answers to their format: they stream on as they come, but the end of one is declared only when all of it is right.
/// Otherwise the stream ends with an error that says where the answer left its schema.
/// </summary>
internal static class FormatGuard
{
    /// <summary>Hands on deltas, without the end of an answer that is not in its format.</summary>
    /// <exception cref="FastchatException">RESPONSE_FORMAT_VIOLATED, after the usage was handed on: what was answered is paid for.</exception>
    public static async IAsyncEnumerable<ModelDelta> HoldAsync(AnswerFormat format, IAsyncEnumerable<ModelDelta> deltas, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var drafts = new Dictionary<int, AnswerDraft>();
        SchemaFault? first = null;
        await foreach (var delta in deltas.WithCancellation(cancellationToken))
        {
            // An answer that begins anew is held to its format from its new beginning.
            if (delta.Switch is { Discards: true }) (first, drafts) = (null, []);
            if (delta.Origin is not null)
            {
                yield return delta;
                continue;
            }

            if (!drafts.TryGetValue(delta.Choice, out var draft)) drafts[delta.Choice] = draft = new AnswerDraft();
            draft.Add(delta);
            if (delta.FinishReason is { } reason && draft.Check(format, reason) is { } fault)
            {
                first ??= fault;
                yield return WithoutEnd(delta);
            }
            else
            {
                yield return delta;
            }
        }

        if (first is not null) throw new FastchatException(ErrorReason.ResponseFormatViolated, $"The model's answer is not in the format that was asked for: {first.Path} {first.Problem}.", "response_format");
    }

    private static ModelDelta WithoutEnd(ModelDelta delta) => new()
    {
        Choice = delta.Choice,
        Text = delta.Text,
        Refusal = delta.Refusal,
        ToolCalls = delta.ToolCalls,
        Logprobs = delta.Logprobs,
        Usage = delta.Usage,
    };
}
