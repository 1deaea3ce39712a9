using Fastchat.Contracts.OpenAI.V1;

namespace Fastchat.Chat.Context;

/// <summary>A small question that the server puts to a model beside a turn.</summary>
/// <param name="Model">The model.</param>
/// <param name="Instructions">What it is to do.</param>
/// <param name="Text">What it is to do it with.</param>
/// <param name="MostTokens">The longest answer.</param>
internal sealed record Aside(string Model, string Instructions, string Text, int MostTokens)
{
    /// <summary>The same for models that quote: the words to look for.</summary>
    public string Question { get; init; } = Text;

    /// <summary>The texts that models that quote may quote from; null for none.</summary>
    public IReadOnlyList<string>? Passages { get; init; }

    /// <summary>The parameters that a model is asked by.</summary>
    public ChatCompletionParams Parameters() => new()
    {
        Model = Model,
        MaxTokens = MostTokens,
        Messages = { new ChatMessage { Role = ChatRole.System, Text = Instructions }, new ChatMessage { Role = ChatRole.User, Text = Text } },
    };
}
