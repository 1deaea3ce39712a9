using Fastchat.Contracts.OpenAI.V1;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.ModelGateway.Tokens;

/// <summary>
/// Counts what a model reads the way OpenAI's do. Of other makers' models, whose encodings are their own, it is a good guess:
/// they count mostly within a fifth of o200k.
/// </summary>
public sealed class TokenCounter
{
    // OpenAI's cookbook, "How to count tokens with tiktoken": each message is framed by three tokens, and each answer begun by three.
    private const int PerMessage = 3;
    private const int PerName = 1;
    private const int Priming = 3;

    private static readonly TokenCounter O200k = new(TokenEncoding.O200k, isItsOwn: true);
    private static readonly TokenCounter Cl100k = new(TokenEncoding.Cl100k, isItsOwn: true);
    private static readonly TokenCounter Guess = new(TokenEncoding.O200k, isItsOwn: false);

    // The names of OpenAI's families.
    private static readonly string[] Families = ["gpt-", "chatgpt-", "o1", "o3", "o4", "text-embedding-"];

    private TokenCounter(TokenEncoding encoding, bool isItsOwn) => (Encoding, IsItsOwn) = (encoding, isItsOwn);

    /// <summary>Whether the encoding is the model's own, and the count no guess.</summary>
    public bool IsItsOwn { get; }

    /// <summary>The encoding it counts by.</summary>
    public TokenEncoding Encoding { get; }

    /// <summary>The counter of a model, by its name where it is served: "gpt-4o", "openai/gpt-4", "ft:gpt-3.5-turbo:acme". A name that says nothing gets o200k.</summary>
    public static TokenCounter For(string model)
    {
        var name = model.AsSpan(model.LastIndexOf('/') + 1);
        if (name.StartsWith("ft:", StringComparison.Ordinal)) name = name[3..];
        foreach (var older in (ReadOnlySpan<string>)["gpt-4-", "gpt-3.5", "gpt-35", "text-embedding-"])
        {
            if (name.StartsWith(older, StringComparison.OrdinalIgnoreCase)) return Cl100k;
        }

        if (name is "gpt-4" || name.StartsWith("gpt-4:", StringComparison.Ordinal)) return Cl100k;
        foreach (var family in Families)
        {
            if (name.StartsWith(family, StringComparison.OrdinalIgnoreCase)) return O200k;
        }

        return Guess;
    }

    /// <summary>The tokens of a text.</summary>
    public int Count(ReadOnlySpan<char> text) => Encoding.Count(text);

    /// <summary>The tokens that a model reads of a request: messages, tools and pictures; files and sound count nothing.</summary>
    public long Count(ChatCompletionParams parameters)
    {
        var tokens = CountFrame(parameters);
        foreach (var message in parameters.Messages) tokens += Count(message);
        return tokens;
    }

    /// <summary>The tokens of all but the messages.</summary>
    public long CountFrame(ChatCompletionParams parameters) => Priming + (parameters.Tools.Count > 0 ? ToolTokens.Count(Encoding, parameters.Tools) : 0);

    /// <summary>Never less than <see cref="Count(ChatCompletionParams)"/>, and had without counting: a token has at least one byte.</summary>
    public static long AtMost(ChatCompletionParams parameters)
    {
        long tokens = Priming;
        foreach (var message in parameters.Messages) tokens += AtMost(message);
        foreach (var tool in parameters.Tools) tokens += ToolTokens.AtMost(tool);
        return tokens;
    }

    /// <summary>Never less than <see cref="Count(ChatMessage)"/>.</summary>
    public static long AtMost(ChatMessage message)
    {
        long tokens = message.CalculateSize() + PerMessage + PerName + 1;
        if (message.ContentCase != ChatMessage.ContentOneofCase.Parts) return tokens;
        foreach (var part in message.Parts.Parts) tokens += part.Image is null ? 0 : ImageTokens.Most;
        return tokens;
    }

    /// <summary>The tokens of a message with its frame.</summary>
    public long Count(ChatMessage message)
    {
        // A role is one token.
        long tokens = PerMessage + 1;
        if (message.HasName) tokens += PerName + Count(message.Name);
        if (message.ContentCase == ChatMessage.ContentOneofCase.Text) tokens += Count(message.Text);
        else if (message.ContentCase == ChatMessage.ContentOneofCase.Parts) tokens += message.Parts.Parts.Sum(Count);
        foreach (var call in message.ToolCalls) tokens += PerMessage + Count(call.Function?.Name) + Count(call.Function?.Arguments) + Count(call.Custom?.Name) + Count(call.Custom?.Input);
        return tokens;
    }

    private long Count(ContentPart part) => part.PartCase switch
    {
        ContentPart.PartOneofCase.Text => Count(part.Text.Text),
        ContentPart.PartOneofCase.Refusal => Count(part.Refusal.Refusal),
        ContentPart.PartOneofCase.Image => ImageTokens.Count(Member(part.Image.ImageUrl, "url"), Member(part.Image.ImageUrl, "detail")),
        _ => 0,
    };

    private static string Member(Struct? value, string name) =>
        value is not null && value.Fields.TryGetValue(name, out var member) && member.KindCase == Value.KindOneofCase.StringValue ? member.StringValue : "";
}
