using Fastchat.Contracts.OpenAI.V1;

namespace Fastchat.Chat.Responses;

/// <summary>What a request gives a response to be made from.</summary>
/// <param name="Items">Its own items, in the form that is kept.</param>
/// <param name="Before">The items of before.</param>
/// <param name="Messages">All of the conversation as models read it.</param>
/// <param name="IsTrigger">Whether its last item asks for the conversation to be made short.</param>
internal sealed record ReadInput(IReadOnlyList<ResponseItem> Items, IReadOnlyList<ResponseItem> Before, ItemMessages Messages, bool IsTrigger)
{
    /// <summary>All items, oldest first.</summary>
    public IEnumerable<ResponseItem> All => Before.Concat(Items);
}
