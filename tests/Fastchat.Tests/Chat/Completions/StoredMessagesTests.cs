using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Chat.Completions;

public sealed class StoredMessagesTests
{
    private static readonly StoredMessages Three = new("chatcmpl-1", [Said("a"), Said("b"), Said("c")]);

    [Theory]
    [InlineData(2, "", true, "0 1", true)]
    [InlineData(2, "chatcmpl-1-1", true, "2", false)]
    [InlineData(2, "chatcmpl-1-2", true, "", false)]
    [InlineData(2, "", false, "2 1", true)]
    [InlineData(2, "chatcmpl-1-1", false, "0", false)]
    [InlineData(3, "", true, "0 1 2", false)]
    public void Page_OfAnyOrder_GoesOnBehindTheLast(int limit, string after, bool ascending, string places, bool hasMore)
    {
        var page = Three.Page(new PageQuery(limit, Ascending: ascending), after);

        Assert.Equal((places, hasMore), (string.Join(' ', page.Items.Select(m => m.Id["chatcmpl-1-".Length..])), page.HasMore));
    }

    [Theory]
    [InlineData("chatcmpl-1")]
    [InlineData("chatcmpl-1-3")]
    [InlineData("chatcmpl-1-01")]
    [InlineData("chatcmpl-2-0")]
    public void Page_CursorOfNoMessage_IsRefusedByName(string after)
    {
        var refusal = Assert.Throws<FastchatException>(() => Three.Page(new PageQuery(2), after));

        Assert.Equal((ErrorReason.InvalidValue, "after"), (refusal.Reason, refusal.Param));
    }

    [Fact]
    public void Page_MessageWithEverything_KeepsItInOpenAIsWords()
    {
        var parts = new ContentParts { Parts = { new ContentPart { Text = new TextPart { Text = "Look" } } } };
        var call = new ToolCall { Id = "call_1", Type = "function" };

        var shape = Shape(new ChatMessage { Role = ChatRole.Assistant, Parts = parts, Name = "ann", ToolCalls = { call }, ToolCallId = "call_0", Rest = Members(("refusal", Value.ForString("No.")), ("colour", Value.ForNumber(1))) });

        Assert.Equal(
            new StoredChatMessage
            {
                Id = "chatcmpl-1-0",
                Role = ChatRole.Assistant,
                ContentParts = parts,
                Name = "ann",
                ToolCalls = { call },
                ToolCallId = "call_0",
                Refusal = "No.",
                Rest = Members(("colour", Value.ForNumber(1))),
            },
            shape);
    }

    [Fact]
    public void Page_MessageThatWasReadBefore_StatesNothingTwice()
    {
        var again = Said("a");
        again.Rest = Members(("id", Value.ForString("chatcmpl-0-0")), ("content_parts", Value.ForNull()), ("refusal", Value.ForNull()));

        Assert.Equal(new StoredChatMessage { Id = "chatcmpl-1-0", Role = ChatRole.User, Content = "a", Rest = new Struct() }, Shape(again));
    }

    private static StoredChatMessage Shape(ChatMessage message) => Assert.Single(new StoredMessages("chatcmpl-1", [message]).Page(new PageQuery(1), "").Items);

    private static ChatMessage Said(string text) => new() { Role = ChatRole.User, Text = text };

    private static Struct Members(params (string Name, Value Value)[] members)
    {
        var result = new Struct();
        foreach (var (name, value) in members) result.Fields[name] = value;
        return result;
    }
}
