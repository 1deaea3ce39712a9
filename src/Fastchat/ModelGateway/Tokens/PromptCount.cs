using Fastchat.Contracts.OpenAI.V1;

namespace Fastchat.ModelGateway.Tokens;

/// <summary>The tokens of a request that somebody has counted, for others not to count them again.</summary>
/// <param name="Encoding">What they were counted by.</param>
/// <param name="Messages">How many messages the request had.</param>
/// <param name="Tokens">The tokens.</param>
public sealed record PromptCount(TokenEncoding Encoding, int Messages, long Tokens)
{
    /// <summary>The tokens, when another counter would count the same of a request; null when it may not.</summary>
    internal long? Of(TokenCounter counter, ChatCompletionParams parameters) =>
        counter.Encoding == Encoding && parameters.Messages.Count == Messages ? Tokens : null;
}
