using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;

namespace Fastchat.Chat.Conversations;

/// <summary>Conversations over a test's database.</summary>
internal sealed class TestConversations(TestRooms rooms)
{
    public ConversationStore Store { get; } = new(rooms.Database, rooms.DataKeys, rooms.Clock);

    public ConversationItemStore Items { get; } = new(rooms.Database, rooms.DataKeys, rooms.Clock);

    public static Dictionary<string, string> NoNotes { get; } = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A message whose id and words are its name.</summary>
    public static NewItem Message(string name, string role = "user") =>
        new(new ResponseItem { Message = new MessageItem { Id = Ids.Message + name, Role = role, Parts = new ItemContentList { Parts = { new ItemContent { InputText = new InputText { Text = name } } } } } });

    /// <summary>A conversation of messages.</summary>
    public async Task<string> MakeAsync(params string[] names) => (await Store.AddAsync(rooms.Tenant, [.. names.Select(n => Message(n))], NoNotes, Ct)).Id;

    public Task AppendAsync(string conversation, params string[] names) => Items.AppendAsync(rooms.Tenant, conversation, [.. names.Select(n => Message(n))], Ct);

    /// <summary>A fork up to and with a message; null for all.</summary>
    public async Task<string> ForkAsync(string conversation, string? upTo = null)
    {
        var last = upTo is null ? null : await Items.FindAsync(rooms.Tenant, conversation, Ids.Message + upTo, Ct);
        return (await Store.ForkAsync(rooms.Tenant, conversation, last?.Sequence, metadata: null, Ct))!.Id;
    }

    public Task EditAsync(string conversation, string name, string words) =>
        Items.ChangeAsync(rooms.Tenant, conversation, Ids.Message + name, _ => Message(words) with { Item = Renamed(Message(words).Item, name) }, Ct);

    public Task<bool> RemoveAsync(string conversation, string name) => Items.RemoveAsync(rooms.Tenant, conversation, Ids.Message + name, Ct);

    /// <summary>What a conversation says; "none" when there is no such conversation.</summary>
    public async Task<string> ReadAsync(string conversation) =>
        await Items.ItemsAsync(rooms.Tenant, conversation, Ct) is { } items ? string.Join(' ', items.Select(Words)) : "none";

    public static string Words(ConversationItem item) => item.Item.Message.Parts.Parts[0].InputText.Text;

    private static ResponseItem Renamed(ResponseItem item, string name)
    {
        item.Message.Id = Ids.Message + name;
        return item;
    }
}
