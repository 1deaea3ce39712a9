using System.Text;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.Language;
using Fastchat.ModelGateway.Tokens;

namespace Fastchat.ModelGateway.Routing;

/// <summary>What has left of an answer.</summary>
/// <param name="handling">What becomes of it when it breaks: its words are only kept where they may be needed.</param>
internal sealed class AnswerSoFar(BreakHandling handling)
{
    private const string GoOn = "Your last message was cut off. Go on exactly where it stops: no introduction, and nothing of it again.";

    private readonly StringBuilder? _text = handling == BreakHandling.SwitchKeep ? new StringBuilder() : null;
    private bool _isPlain = true;
    private long _deltas;
    private long _characters;

    public void Add(ModelDelta delta)
    {
        _deltas++;
        if (delta.Text is { } text)
        {
            _characters += CodePoints.Count(text);
            _text?.Append(text);
        }

        if (delta.Refusal is { } refusal) _characters += CodePoints.Count(refusal);
        if (delta is { Choice: > 0 } or { Refusal: not null } or { ToolCalls: not null } or { FinishReason: not null }) _isPlain = false;
    }

    /// <summary>What is told of the break: how much of the answer there is, and that it is not whole.</summary>
    public FastchatException Describe(FastchatException failure)
    {
        // Whatever the provider says now, an answer that has begun and stops is broken. What only the caller can mend stays.
        var reason = FailureCauses.Of(failure) is null or FailureCause.ContentRefused || failure.Reason == ErrorReason.UpstreamTimeout ? failure.Reason : ErrorReason.UpstreamStreamBroken;
        return new FastchatException(reason, $"{failure.Message} Delivered until then: {_deltas} pieces, {_characters} characters.", failure.Param, failure)
        {
            RetryAfter = failure.RetryAfter,
            Delivered = new Delivered(_deltas, _characters),
        };
    }

    /// <summary>What another model is asked to take over; null when it cannot.</summary>
    public ModelRequest? Continue(ModelRequest request)
    {
        if (handling == BreakHandling.SwitchDiscard) return request;
        if (_text is null || !_isPlain || request.Parameters.N > 1) return null;
        if (_text.Length == 0) return request;
        var parameters = request.Parameters.Clone();
        parameters.Messages.Add(new ChatMessage { Role = ChatRole.Assistant, Text = _text.ToString() });
        parameters.Messages.Add(new ChatMessage { Role = ChatRole.User, Text = GoOn });
        var said = TokenCounter.For("").Count(_text.ToString());
        if (parameters.HasMaxTokens) parameters.MaxTokens = Math.Max(1, parameters.MaxTokens - said);
        if (parameters.HasMaxCompletionTokens) parameters.MaxCompletionTokens = Math.Max(1, parameters.MaxCompletionTokens - said);
        return request with { Parameters = parameters };
    }

    /// <summary>The answer begins anew.</summary>
    public void Discard() => _isPlain = true;
}
