using System.Text;
using Dapper;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.Storage;

namespace Fastchat.Chat.Conversations;

public sealed class ConversationItemStoreTests : IAsyncLifetime
{
    private TestRooms _rooms = null!;
    private TestConversations _conversations = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ConversationItemStore Items => _conversations.Items;

    public async ValueTask InitializeAsync()
    {
        _rooms = await TestRooms.OpenAsync();
        _conversations = new TestConversations(_rooms);
    }

    public ValueTask DisposeAsync() => _rooms.DisposeAsync();

    [Fact]
    public async Task Items_OfAllKinds_ComeBackAsTheyWere()
    {
        ResponseItem[] items =
        [
            TestConversations.Message("hello").Item,
            new ResponseItem { FunctionCall = new FunctionCallItem { Id = "fc_1", CallId = "call_1", Name = "add", Arguments = "{}" } },
            new ResponseItem { FunctionCallOutput = new FunctionCallOutputItem { Id = "fco_1", CallId = "call_1", Text = "3" } },
            new ResponseItem { Reasoning = new ReasoningItem { Id = "rs_1" } },
        ];
        var id = (await _conversations.Store.AddAsync(_rooms.Tenant, [.. items.Select(i => new NewItem(i))], TestConversations.NoNotes, Ct)).Id;

        Assert.Equal(items, (await Items.ItemsAsync(_rooms.Tenant, id, Ct))!.Select(i => i.Item));
    }

    [Fact]
    public async Task Append_ByManyAtOnce_LosesNothingAndGivesEachItsPlace()
    {
        var id = await _conversations.MakeAsync();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Items.AppendAsync(_rooms.Tenant, id, [TestConversations.Message($"{i}a"), TestConversations.Message($"{i}b")], Ct)));

        var items = (await Items.ItemsAsync(_rooms.Tenant, id, Ct))!;
        Assert.Equal(Enumerable.Range(1, 40).Select(i => (long)i), items.Select(i => i.Sequence));
        foreach (var pair in items.Chunk(2)) Assert.Equal(TestConversations.Words(pair[0])[..^1], TestConversations.Words(pair[1])[..^1]);
    }

    [Fact]
    public async Task Bodies_AndNotes_AreSealed()
    {
        var id = await _conversations.MakeAsync();
        await Items.AppendAsync(_rooms.Tenant, id, [TestConversations.Message("zebras") with { Metadata = new Dictionary<string, string> { ["topic"] = "otters" } }], Ct);

        var (body, notes) = await _rooms.Database.ReadAsync(StorageScope.Operator, c => c.QuerySingleAsync<(byte[], string)>("SELECT body, metadata FROM conversation_items"), Ct);

        Assert.DoesNotContain("zebras", Encoding.Latin1.GetString(body), StringComparison.Ordinal);
        Assert.DoesNotContain("otters", notes, StringComparison.Ordinal);
        Assert.Equal("otters", (await Items.FindAsync(_rooms.Tenant, id, "msg_zebras", Ct))!.Metadata["topic"]);
    }

    [Fact]
    public async Task List_Pages_GoThroughAllInEitherOrder()
    {
        var origin = await _conversations.MakeAsync("a", "b", "c");
        var id = await _conversations.ForkAsync(origin, upTo: "b");
        await _conversations.AppendAsync(id, "x", "y");

        Assert.Equal(("a b", true), await ListAsync(id, new PageQuery(2, Ascending: true)));
        Assert.Equal(("x y", false), await ListAsync(id, new PageQuery(2, After: "msg_b", Ascending: true)));
        Assert.Equal(("y x", true), await ListAsync(id, new PageQuery(2)));
        Assert.Equal(("b a", false), await ListAsync(id, new PageQuery(2, After: "msg_x")));
        Assert.Equal(("y x", false), await ListAsync(id, new PageQuery(2, Before: "msg_b")));
    }

    [Fact]
    public async Task List_AfterAnItemThatWasTakenOut_GoesOnThere()
    {
        var id = await _conversations.MakeAsync("a", "b", "c");
        await _conversations.RemoveAsync(id, "b");

        Assert.Equal(("c", false), await ListAsync(id, new PageQuery(2, After: "msg_b", Ascending: true)));
    }

    [Fact]
    public async Task List_AfterAnItemOfAnotherConversation_IsRefused()
    {
        var id = await _conversations.MakeAsync("a");
        await _conversations.MakeAsync("b");

        Assert.Equal("after", (await Assert.ThrowsAsync<FastchatException>(() => ListAsync(id, new PageQuery(2, After: "msg_b")))).Param);
    }

    [Fact]
    public async Task List_OfWhatWasSpoken_LeavesOutToolsAndInstructions()
    {
        var call = new ResponseItem { FunctionCall = new FunctionCallItem { Id = "fc_1", CallId = "call_1", Name = "add", Arguments = "{}" } };
        var id = (await _conversations.Store.AddAsync(
            _rooms.Tenant, [TestConversations.Message("be kind", "system"), TestConversations.Message("a"), new NewItem(call), TestConversations.Message("b", "assistant")], TestConversations.NoNotes, Ct)).Id;

        var page = (await Items.ListAsync(_rooms.Tenant, id, new PageQuery(10, Ascending: true), spoken: true, Ct))!;

        Assert.Equal(["a", "b"], page.Items.Select(TestConversations.Words));
    }

    [Fact]
    public async Task Change_InAnOrigin_LeavesForksWhatTheyShared()
    {
        var origin = await _conversations.MakeAsync("a", "b");
        var fork = await _conversations.ForkAsync(origin);
        var second = await _conversations.ForkAsync(fork);
        var before = await _conversations.ForkAsync(origin, upTo: "a");

        await _conversations.EditAsync(origin, "b", "edited");
        await _conversations.EditAsync(origin, "b", "again");

        Assert.Equal("a again", await _conversations.ReadAsync(origin));
        Assert.Equal("a b", await _conversations.ReadAsync(fork));
        Assert.Equal("a b", await _conversations.ReadAsync(second));
        Assert.Equal("a", await _conversations.ReadAsync(before));
    }

    [Fact]
    public async Task Change_InAFork_LeavesTheOriginAndTheForksOfTheFork()
    {
        var origin = await _conversations.MakeAsync("a", "b");
        var fork = await _conversations.ForkAsync(origin);
        var second = await _conversations.ForkAsync(fork);

        await _conversations.EditAsync(fork, "a", "edited");
        var third = await _conversations.ForkAsync(fork);
        await _conversations.EditAsync(origin, "a", "elsewhere");

        Assert.Equal("elsewhere b", await _conversations.ReadAsync(origin));
        Assert.Equal("edited b", await _conversations.ReadAsync(fork));
        Assert.Equal("a b", await _conversations.ReadAsync(second));
        Assert.Equal("edited b", await _conversations.ReadAsync(third));
    }

    [Fact]
    public async Task Remove_InOneOfThem_LeavesTheOthers()
    {
        var origin = await _conversations.MakeAsync("a", "b", "c");
        var fork = await _conversations.ForkAsync(origin);

        Assert.True(await _conversations.RemoveAsync(origin, "a"));
        Assert.True(await _conversations.RemoveAsync(fork, "b"));

        Assert.Equal("b c", await _conversations.ReadAsync(origin));
        Assert.Equal("a c", await _conversations.ReadAsync(fork));
        Assert.Null(await Items.FindAsync(_rooms.Tenant, fork, "msg_b", Ct));
        Assert.False(await _conversations.RemoveAsync(fork, "b"));
        Assert.Equal("a c", await _conversations.ReadAsync(await _conversations.ForkAsync(fork)));
    }

    [Fact]
    public async Task Remove_WithoutForks_LeavesNoWords()
    {
        var id = await _conversations.MakeAsync("a");

        await _conversations.RemoveAsync(id, "a");

        Assert.Equal(0, await _rooms.Database.ReadAsync(StorageScope.Operator, c => c.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM conversation_items WHERE body IS NOT NULL"), Ct));
    }

    [Fact]
    public async Task Changes_InOriginAndForkAtOnce_EachHoldWhereTheyWereMade()
    {
        var origin = await _conversations.MakeAsync("a", "b");
        var forks = new List<string>();
        for (var i = 0; i < 5; i++) forks.Add(await _conversations.ForkAsync(origin));

        await Task.WhenAll([
            .. forks.Select((fork, i) => _conversations.EditAsync(fork, "a", $"fork{i}")),
            .. Enumerable.Range(0, 5).Select(i => _conversations.EditAsync(origin, "a", $"origin{i}")),
        ]);

        Assert.StartsWith("origin", await _conversations.ReadAsync(origin), StringComparison.Ordinal);
        for (var i = 0; i < 5; i++) Assert.Equal($"fork{i} b", await _conversations.ReadAsync(forks[i]));
    }

    [Fact]
    public async Task AnyCall_ConversationOfAnotherTenant_IsAsIfThereWereNone()
    {
        var id = await _conversations.MakeAsync("a");

        Assert.Null(await Items.ItemsAsync(_rooms.OtherTenant, id, Ct));
        Assert.Null(await Items.ListAsync(_rooms.OtherTenant, id, new PageQuery(10), spoken: false, Ct));
        Assert.Null(await Items.FindAsync(_rooms.OtherTenant, id, "msg_a", Ct));
        Assert.Null(await Items.AppendAsync(_rooms.OtherTenant, id, [TestConversations.Message("b")], Ct));
        Assert.Null(await Items.ChangeAsync(_rooms.OtherTenant, id, "msg_a", _ => TestConversations.Message("b"), Ct));
        Assert.False(await Items.RemoveAsync(_rooms.OtherTenant, id, "msg_a", Ct));
        Assert.Equal("a", await _conversations.ReadAsync(id));
    }

    private async Task<(string, bool)> ListAsync(string id, PageQuery query)
    {
        var page = (await Items.ListAsync(_rooms.Tenant, id, query, spoken: false, Ct))!;
        return (string.Join(' ', page.Items.Select(TestConversations.Words)), page.HasMore);
    }
}
