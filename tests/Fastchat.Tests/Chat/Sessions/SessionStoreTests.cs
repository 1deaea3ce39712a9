using Fastchat.Chat.Conversations;

namespace Fastchat.Chat.Sessions;

public sealed class SessionStoreTests : IAsyncLifetime
{
    private TestRooms _rooms = null!;
    private TestConversations _conversations = null!;
    private SessionStore _sessions = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rooms = await TestRooms.OpenAsync();
        _conversations = new TestConversations(_rooms);
        _sessions = new SessionStore(_rooms.Database, _rooms.DataKeys, _rooms.Clock);
    }

    public ValueTask DisposeAsync() => _rooms.DisposeAsync();

    [Fact]
    public async Task Open_ManyAtOnce_IsOneConversation()
    {
        var opened = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => _sessions.OpenAsync(_rooms.Tenant, "s", [TestConversations.Message("hello")], Ct)));

        var conversation = Assert.Single(opened.Distinct());
        Assert.Equal("hello", await _conversations.ReadAsync(conversation));
        Assert.Single((await _conversations.Store.ListAsync(_rooms.Tenant, new Foundation.PageQuery(10), Ct)).Items);
        Assert.Equal(conversation, await _sessions.FindAsync(_rooms.Tenant, "s", Ct));
    }

    [Fact]
    public async Task Open_OfAnotherCaseOrTenant_IsAnother()
    {
        var opened = await _sessions.OpenAsync(_rooms.Tenant, "s", [], Ct);

        Assert.NotEqual(opened, await _sessions.OpenAsync(_rooms.Tenant, "S", [], Ct));
        Assert.Null(await _sessions.FindAsync(_rooms.OtherTenant, "s", Ct));
        Assert.NotEqual(opened, await _sessions.OpenAsync(_rooms.OtherTenant, "s", [], Ct));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Open_ThreadThatWasDeleted_BeginsAnew(bool isForked)
    {
        var first = await _sessions.OpenAsync(_rooms.Tenant, "s", [TestConversations.Message("hello")], Ct);
        if (isForked) await _conversations.ForkAsync(first);
        await _conversations.Store.DeleteAsync(_rooms.Tenant, first, Ct);
        Assert.Null(await _sessions.FindAsync(_rooms.Tenant, "s", Ct));

        var second = await _sessions.OpenAsync(_rooms.Tenant, "s", [], Ct);

        Assert.NotEqual(first, second);
        Assert.Equal(second, await _sessions.FindAsync(_rooms.Tenant, "s", Ct));
    }
}
