using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway.Registry;
using Fastchat.ModelGateway.Tokens;

namespace Fastchat.ModelGateway.Parameters;

/// <summary>
/// Keeps question and answer within what the model takes. An answer's stated length is brought down, as its finish reason tells;
/// a question that is too long is refused. Tokens are counted only when the bytes leave a doubt.
/// </summary>
internal static class LengthLimits
{
    // Another maker's encoding makes up to so many times fewer tokens of a text than ours: its provider has the last word.
    private const double Doubt = 1.5;

    /// <exception cref="FastchatException">CONTEXT_LENGTH_EXCEEDED.</exception>
    public static void Apply(RegisteredModel model, ChatCompletionParams parameters, int? maxContext, PromptCount? counted)
    {
        if (model.MaxOutputTokens is { } longest && ParameterFit.Length(parameters) > longest) Shorten(parameters, longest);
        if (model.ContextWindow is null && maxContext is null) return;

        var answer = ParameterFit.Length(parameters) ?? 0;
        var counter = TokenCounter.For(model.Targets[0].Model);
        var known = counted?.Of(counter, parameters);
        var atMost = known ?? TokenCounter.AtMost(parameters);
        var window = Math.Min(model.ContextWindow ?? int.MaxValue, maxContext ?? int.MaxValue);
        if (atMost + answer <= window) return;

        var prompt = known ?? counter.Count(parameters);
        if (prompt >= maxContext) throw TooLong(prompt, maxContext.Value, "the tenant's settings allow");
        var own = counter.IsItsOwn ? prompt : (long)(prompt / Doubt);
        if (own >= model.ContextWindow) throw TooLong(prompt, model.ContextWindow.Value, $"the model '{model.Name}' reads");
        var left = window - prompt;
        if (left > 0 && answer > left) Shorten(parameters, (int)left);
    }

    private static FastchatException TooLong(long tokens, int most, string whose) => new(
        ErrorReason.ContextLengthExceeded, $"The messages and tools have {tokens} tokens, but {whose} at most {most} for question and answer together; shorten or leave out some of the messages.", "messages");

    private static void Shorten(ChatCompletionParams parameters, int length)
    {
        if (parameters.HasMaxCompletionTokens) parameters.MaxCompletionTokens = Math.Min(length, parameters.MaxCompletionTokens);
        if (parameters.HasMaxTokens) parameters.MaxTokens = Math.Min(length, parameters.MaxTokens);
    }
}
