using System.Globalization;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Chat.Completions;

/// <summary>The messages that a stored completion answers, in OpenAI's words. A message's id is its completion's with its place.</summary>
internal sealed class StoredMessages(string completionId, IReadOnlyList<ChatMessage> messages)
{
    private const string RefusalName = "refusal";

    private static readonly HashSet<string> Names = [.. StoredChatMessage.Descriptor.Fields.InDeclarationOrder().Select(f => f.Name)];

    /// <summary>A page of them.</summary>
    /// <param name="query">How many and in which order.</param>
    /// <param name="after">The id to begin after; empty for the start.</param>
    /// <exception cref="FastchatException">INVALID_VALUE: the id is none of these messages'.</exception>
    public Page<StoredChatMessage> Page(PageQuery query, string after)
    {
        var places = Enumerable.Range(0, messages.Count);
        if (!query.Ascending) places = places.Reverse();
        if (after.Length > 0) places = places.SkipWhile(place => Id(place) != after).Skip(1);
        if (after.Length > 0 && !Enumerable.Range(0, messages.Count).Any(place => Id(place) == after))
            throw FastchatException.InvalidValue("after", $"after must be the id of a message of this completion, but is '{after}'.");
        return Foundation.Page<StoredChatMessage>.Of([.. places.Take(query.Limit + 1)], query.Limit, Shape);
    }

    private string Id(int place) => string.Create(CultureInfo.InvariantCulture, $"{completionId}-{place}");

    private StoredChatMessage Shape(int place)
    {
        var message = messages[place];
        var shape = new StoredChatMessage { Id = Id(place), Role = message.Role, ContentParts = message.Parts, ToolCalls = { message.ToolCalls }, ServerToolCalls = { message.ServerToolCalls }, Rest = Unnamed(message.Rest) };
        if (message.ContentCase == ChatMessage.ContentOneofCase.Text) shape.Content = message.Text;
        if (message.HasName) shape.Name = message.Name;
        if (message.HasToolCallId) shape.ToolCallId = message.ToolCallId;
        if (message.Rest?.Fields.GetValueOrDefault(RefusalName) is { KindCase: Value.KindOneofCase.StringValue } refusal) shape.Refusal = refusal.StringValue;
        return shape;
    }

    // Whoever sends back what he was given sends members that are ours to state.
    private static Struct? Unnamed(Struct? rest)
    {
        if (rest is null || !rest.Fields.Keys.Any(Names.Contains)) return rest;
        var unnamed = new Struct();
        foreach (var (name, value) in rest.Fields.Where(f => !Names.Contains(f.Key))) unnamed.Fields[name] = value;
        return unnamed;
    }
}
