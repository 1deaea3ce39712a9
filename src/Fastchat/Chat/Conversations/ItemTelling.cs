using Fastchat.Chat.Responses;
using Fastchat.Contracts.OpenAI.V1;

namespace Fastchat.Chat.Conversations;

/// <summary>What of items is told only to who asks for it.</summary>
internal static class ItemTelling
{
    private const string Logprobs = "message.output_text.logprobs";

    /// <summary>An item of a store's as it is told; it is changed to that end.</summary>
    /// <param name="item">The item.</param>
    /// <param name="include">What else is asked for, checked.</param>
    public static ResponseItem Tell(this ConversationItem item, IReadOnlyCollection<string> include)
    {
        if (item.Item.FileSearchCall is { } search && !ResponseTurn.TellsResults(include)) search.Results = null;
        if (item.Item.Message?.Parts is { } content && !include.Contains(Logprobs))
        {
            foreach (var part in content.Parts) part.OutputText?.Logprobs.Clear();
        }

        return item.Item;
    }
}
