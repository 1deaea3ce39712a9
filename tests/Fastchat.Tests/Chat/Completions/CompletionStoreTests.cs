using Fastchat.Contracts.OpenAI.V1;

namespace Fastchat.Chat.Completions;

public sealed class CompletionStoreTests : IAsyncLifetime
{
    private TestRooms _rooms = null!;
    private CompletionStore _store = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rooms = await TestRooms.OpenAsync();
        _store = new CompletionStore(_rooms.Database, _rooms.DataKeys, _rooms.Clock);
        await _store.AddAsync(_rooms.Tenant, new ChatCompletion { Id = "chatcmpl-1", Model = "fake" }, [KeyValuePair.Create("topic", "zebras")], Ct);
    }

    public ValueTask DisposeAsync() => _rooms.DisposeAsync();

    [Fact]
    public async Task Find_Stored_IsTheCompletionWithItsNotes() => Assert.Equal(
        new ChatCompletion { Id = "chatcmpl-1", Model = "fake", Metadata = { ["topic"] = "zebras" } }, await _store.FindAsync(_rooms.Tenant, "chatcmpl-1", Ct));

    [Fact]
    public async Task AnyCall_CompletionOfAnotherTenant_IsAsIfThereWereNone()
    {
        Assert.Null(await _store.FindAsync(_rooms.OtherTenant, "chatcmpl-1", Ct));
        Assert.False(await _store.DeleteAsync(_rooms.OtherTenant, "chatcmpl-1", Ct));
    }

    [Fact]
    public async Task Delete_Stored_IsGone()
    {
        Assert.True(await _store.DeleteAsync(_rooms.Tenant, "chatcmpl-1", Ct));

        Assert.Null(await _store.FindAsync(_rooms.Tenant, "chatcmpl-1", Ct));
        Assert.False(await _store.DeleteAsync(_rooms.Tenant, "chatcmpl-1", Ct));
    }
}
