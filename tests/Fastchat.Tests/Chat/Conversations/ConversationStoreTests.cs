using Dapper;
using Fastchat.Foundation;
using Fastchat.Governance.Privacy.Retention;
using Fastchat.Storage;

namespace Fastchat.Chat.Conversations;

public sealed class ConversationStoreTests : IAsyncLifetime
{
    private TestRooms _rooms = null!;
    private TestConversations _conversations = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ConversationStore Store => _conversations.Store;

    public async ValueTask InitializeAsync()
    {
        _rooms = await TestRooms.OpenAsync();
        _conversations = new TestConversations(_rooms);
    }

    public ValueTask DisposeAsync() => _rooms.DisposeAsync();

    [Fact]
    public async Task Find_Made_IsTheConversationWithItsNotes()
    {
        var made = await Store.AddAsync(_rooms.Tenant, [], new Dictionary<string, string> { ["topic"] = "zebras" }, Ct);

        var found = (await Store.FindAsync(_rooms.Tenant, made.Id, Ct))!;

        Assert.True(Ids.IsOwned(found.Id, Ids.Conversation, _rooms.Tenant));
        Assert.Equal("zebras", found.Metadata["topic"]);
        Assert.Equal(_rooms.Clock.GetUtcNow().ToUnixTimeMilliseconds(), found.CreatedAt.ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task Update_Notes_TakeThePlaceOfTheOld()
    {
        var made = await Store.AddAsync(_rooms.Tenant, [], new Dictionary<string, string> { ["topic"] = "zebras" }, Ct);

        await Store.UpdateAsync(_rooms.Tenant, made.Id, new Dictionary<string, string> { ["tone"] = "dry" }, Ct);

        Assert.Equal([KeyValuePair.Create("tone", "dry")], (await Store.FindAsync(_rooms.Tenant, made.Id, Ct))!.Metadata);
    }

    [Fact]
    public async Task List_Conversations_AreThoseThatAreNotDeletedNewestFirst()
    {
        var ids = new List<string>();
        foreach (var name in new[] { "a", "b", "c" })
        {
            _rooms.Clock.Advance(TimeSpan.FromMilliseconds(1));
            ids.Add(await _conversations.MakeAsync(name));
        }

        await Store.DeleteAsync(_rooms.Tenant, ids[1], Ct);
        var page = await Store.ListAsync(_rooms.Tenant, new PageQuery(1), Ct);

        Assert.Equal((ids[2], true), (Assert.Single(page.Items).Id, page.HasMore));
        Assert.Equal(ids[0], Assert.Single((await Store.ListAsync(_rooms.Tenant, new PageQuery(1, After: ids[2]), Ct)).Items).Id);
    }

    [Fact]
    public async Task AnyCall_ConversationOfAnotherTenant_IsAsIfThereWereNone()
    {
        var id = await _conversations.MakeAsync("a");

        Assert.Null(await Store.FindAsync(_rooms.OtherTenant, id, Ct));
        Assert.Null(await Store.UpdateAsync(_rooms.OtherTenant, id, TestConversations.NoNotes, Ct));
        Assert.Null(await Store.ForkAsync(_rooms.OtherTenant, id, null, null, Ct));
        Assert.False(await Store.DeleteAsync(_rooms.OtherTenant, id, Ct));
        Assert.Empty((await Store.ListAsync(_rooms.OtherTenant, new PageQuery(10), Ct)).Items);
        Assert.Equal("a", await _conversations.ReadAsync(id));
    }

    [Fact]
    public async Task Fork_AtAnItem_SharesWhatWasBeforeAndGoesItsOwnWay()
    {
        var origin = await _conversations.MakeAsync("a", "b", "c");
        var fork = await _conversations.ForkAsync(origin, upTo: "b");

        await _conversations.AppendAsync(fork, "x");
        await _conversations.AppendAsync(origin, "d");

        Assert.Equal("a b c d", await _conversations.ReadAsync(origin));
        Assert.Equal("a b x", await _conversations.ReadAsync(fork));
        Assert.Equal(5, await CountItemsAsync()); // nothing was copied
    }

    [Fact]
    public async Task Fork_OfAForkAtWhatItShares_ReadsTheOrigin()
    {
        var origin = await _conversations.MakeAsync("a", "b", "c");
        var fork = await _conversations.ForkAsync(origin);
        await _conversations.AppendAsync(fork, "x");

        var second = await _conversations.ForkAsync(fork, upTo: "a");
        await _conversations.AppendAsync(second, "y");

        Assert.Equal("a y", await _conversations.ReadAsync(second));
        Assert.Equal("a b c x", await _conversations.ReadAsync(fork));
    }

    [Fact]
    public async Task Fork_WithoutNotes_HasThoseOfTheOrigin()
    {
        var origin = await Store.AddAsync(_rooms.Tenant, [], new Dictionary<string, string> { ["topic"] = "zebras" }, Ct);

        var taken = (await Store.ForkAsync(_rooms.Tenant, origin.Id, null, metadata: null, Ct))!;
        var given = (await Store.ForkAsync(_rooms.Tenant, origin.Id, null, new Dictionary<string, string> { ["topic"] = "otters" }, Ct))!;

        Assert.Equal("zebras", (await Store.FindAsync(_rooms.Tenant, taken.Id, Ct))!.Metadata["topic"]);
        Assert.Equal("otters", (await Store.FindAsync(_rooms.Tenant, given.Id, Ct))!.Metadata["topic"]);
    }

    [Fact]
    public async Task Fork_OfForks_IsReadAsDeepAsItMayBeAndRefusedBeyond()
    {
        var id = await _conversations.MakeAsync("a");
        for (var depth = 1; depth <= LineageStore.MostAncestors; depth++) id = await _conversations.ForkAsync(id);

        await _conversations.AppendAsync(id, "z");

        Assert.Equal("a z", await _conversations.ReadAsync(id));
        Assert.Equal("thread_id", (await Assert.ThrowsAsync<FastchatException>(() => _conversations.ForkAsync(id))).Param);
    }

    [Fact]
    public async Task Delete_WithoutForks_LeavesNothing()
    {
        var id = await _conversations.MakeAsync("a", "b");

        Assert.True(await Store.DeleteAsync(_rooms.Tenant, id, Ct));

        Assert.False(await Store.DeleteAsync(_rooms.Tenant, id, Ct));
        Assert.Equal("none", await _conversations.ReadAsync(id));
        Assert.Null(await Store.ForkAsync(_rooms.Tenant, id, null, null, Ct));
        Assert.Equal((0, 0), (await CountItemsAsync(), await CountAsync()));
    }

    [Fact]
    public async Task Delete_OfAnOrigin_KeepsWhatForksShareAndNoMore()
    {
        var origin = await _conversations.MakeAsync("a", "b", "c");
        var fork = await _conversations.ForkAsync(origin, upTo: "b");
        await _conversations.EditAsync(origin, "a", "edited");

        await Store.DeleteAsync(_rooms.Tenant, origin, Ct);

        Assert.Equal("none", await _conversations.ReadAsync(origin));
        Assert.Equal("a b", await _conversations.ReadAsync(fork));
        Assert.Equal(2, await CountItemsAsync());
    }

    [Fact]
    public async Task Delete_OfTheLastFork_TakesItsDeletedOriginsAlong()
    {
        var origin = await _conversations.MakeAsync("a");
        var fork = await _conversations.ForkAsync(origin);
        var second = await _conversations.ForkAsync(fork);
        await Store.DeleteAsync(_rooms.Tenant, origin, Ct);
        await Store.DeleteAsync(_rooms.Tenant, fork, Ct);
        Assert.Equal("a", await _conversations.ReadAsync(second));

        await Store.DeleteAsync(_rooms.Tenant, second, Ct);

        Assert.Equal((0, 0), (await CountItemsAsync(), await CountAsync()));
    }

    [Fact]
    public async Task Retention_RemovesOldItemsAndThenConversationsOfWhichNothingIsLeft()
    {
        var old = await _conversations.MakeAsync("a");
        var fork = await _conversations.ForkAsync(old);
        var left = await _conversations.MakeAsync("b");
        _rooms.Clock.Advance(TimeSpan.FromDays(10));
        await _conversations.AppendAsync(fork, "x");

        Assert.Equal(2, await ExpireAsync("conversation_items", ConversationItemStore.Expired));
        Assert.Equal(1, await ExpireAsync("conversations", ConversationStore.Expired));

        Assert.Equal("x", await _conversations.ReadAsync(fork));
        Assert.Equal("", await _conversations.ReadAsync(old)); // the fork's line leads through it
        Assert.Equal("none", await _conversations.ReadAsync(left));
    }

    private Task<int> ExpireAsync(string table, string condition) =>
        new RetainedRows(_rooms.Database, RetainedClass.Conversations, table, condition).ExpireAsync(_rooms.Tenant, _rooms.Clock.GetUtcNow().AddDays(-5), 100, Ct);

    private Task<int> CountItemsAsync() => CountAsync("conversation_items");

    private Task<int> CountAsync(string table = "conversations") =>
        _rooms.Database.ReadAsync(StorageScope.Operator, c => c.ExecuteScalarAsync<int>($"SELECT COUNT(*) FROM {table}"), Ct);
}
