using Fastchat.Contracts.OpenAI.V1;

namespace Fastchat.Chat.Responses;

public sealed class ResponseStoreTests : IAsyncLifetime
{
    private TestRooms _rooms = null!;
    private ResponseStore _store = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rooms = await TestRooms.OpenAsync();
        _store = new ResponseStore(_rooms.Database, _rooms.DataKeys);
    }

    public ValueTask DisposeAsync() => _rooms.DisposeAsync();

    [Fact]
    public async Task Find_Kept_IsWhatWasAsked()
    {
        await AddAsync("resp_1", null, "a zebra");

        var found = (await _store.FindAsync(_rooms.Tenant, "resp_1", Ct))!;

        Assert.Equal(("resp_1", null, "m", "a zebra", _rooms.Clock.GetUtcNow()), (found.Id, found.PreviousId, found.Request.Model, found.Input.Single().Message.Text, found.CreatedAt));
    }

    [Fact]
    public async Task Line_OfThoseThatGoOnFromEachOther_IsTheirsAloneInOrder()
    {
        await AddAsync("resp_1", null, "one");
        await AddAsync("resp_2", "resp_1", "two");
        await AddAsync("resp_3", "resp_2", "three");
        await AddAsync("resp_2b", "resp_1", "another two");
        await AddAsync("resp_9", null, "stranger");

        Assert.Equal(["one", "two", "three"], await LineAsync("resp_3"));
        Assert.Equal(["one", "another two"], await LineAsync("resp_2b"));
        Assert.Equal(["one"], await LineAsync("resp_1"));
    }

    [Fact]
    public async Task Line_OfWhichOneIsGone_IsEmpty()
    {
        await AddAsync("resp_1", null, "one");
        await AddAsync("resp_2", "resp_1", "two");
        await AddAsync("resp_3", "resp_2", "three");
        await _store.DeleteAsync(_rooms.Tenant, "resp_2", Ct);

        Assert.Empty(await LineAsync("resp_3"));
        Assert.Empty(await LineAsync("resp_2"));
        Assert.Equal(["one"], await LineAsync("resp_1"));
    }

    [Fact]
    public async Task Line_OfManyResponses_IsReadWhole()
    {
        await AddAsync("resp_0", null, "0");
        for (var i = 1; i < 450; i++) await AddAsync($"resp_{i}", $"resp_{i - 1}", $"{i}");

        Assert.Equal(Enumerable.Range(0, 450).Select(i => $"{i}"), await LineAsync("resp_449"));
    }

    [Fact]
    public async Task AnyCall_ResponseOfAnotherTenant_IsAsIfThereWereNone()
    {
        await AddAsync("resp_1", null, "one");

        Assert.Null(await _store.FindAsync(_rooms.OtherTenant, "resp_1", Ct));
        Assert.Empty(await _store.LineAsync(_rooms.OtherTenant, "resp_1", Ct));
        Assert.False(await _store.DeleteAsync(_rooms.OtherTenant, "resp_1", Ct));
    }

    private Task AddAsync(string id, string? previous, string text) => _store.AddAsync(
        _rooms.Tenant,
        new StoredResponse(id, previous, new ResponseParams { Model = "m" }, [new ResponseItem { Message = new MessageItem { Role = "user", Text = text } }], _rooms.Clock.GetUtcNow()),
        Ct);

    private async Task<IEnumerable<string>> LineAsync(string id) => (await _store.LineAsync(_rooms.Tenant, id, Ct)).Select(r => r.Input.Single().Message.Text);
}
