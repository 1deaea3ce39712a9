using System.Text;
using Dapper;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.Storage;

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
        await AddAsync("chatcmpl-1", "fake", ("topic", "zebras"));
    }

    public ValueTask DisposeAsync() => _rooms.DisposeAsync();

    [Fact]
    public async Task Find_Stored_IsTheCompletionWithItsNotes() => Assert.Equal(
        new ChatCompletion { Id = "chatcmpl-1", Model = "fake", Metadata = { ["topic"] = "zebras" } }, await _store.FindAsync(_rooms.Tenant, "chatcmpl-1", Ct));

    [Fact]
    public async Task AnyCall_CompletionOfAnotherTenant_IsAsIfThereWereNone()
    {
        Assert.Null(await _store.FindAsync(_rooms.OtherTenant, "chatcmpl-1", Ct));
        Assert.Null(await _store.FindMessagesAsync(_rooms.OtherTenant, "chatcmpl-1", Ct));
        Assert.Null(await _store.UpdateAsync(_rooms.OtherTenant, "chatcmpl-1", [], Ct));
        Assert.False(await _store.DeleteAsync(_rooms.OtherTenant, "chatcmpl-1", Ct));
    }

    [Fact]
    public async Task FindMessages_Stored_AreThoseOfTheRequestAndSealed()
    {
        Assert.Equal([new ChatMessage { Role = ChatRole.User, Text = "About chatcmpl-1" }], await _store.FindMessagesAsync(_rooms.Tenant, "chatcmpl-1", Ct));

        var kept = await _rooms.Database.ReadAsync(StorageScope.Operator, c => c.QuerySingleAsync<byte[]>("SELECT messages FROM chat_completions"), Ct);
        Assert.DoesNotContain("About", Encoding.Latin1.GetString(kept), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindMessages_StoredBeforeMessagesWere_AreNone()
    {
        await _rooms.Database.WriteAsync(StorageScope.Operator, c => c.ExecuteAsync("UPDATE chat_completions SET messages = NULL"), Ct);

        Assert.Empty((await _store.FindMessagesAsync(_rooms.Tenant, "chatcmpl-1", Ct))!);
        Assert.NotNull(await _store.UpdateAsync(_rooms.Tenant, "chatcmpl-1", [], Ct));
    }

    [Fact]
    public async Task List_Filters_FindsWhatHasAllOfThem()
    {
        await AddAsync("chatcmpl-2", "other", ("topic", "zebras"), ("colour", "black"));
        await AddAsync("chatcmpl-3", "other", ("topic", "Zebras"));

        Assert.Equal(["chatcmpl-1", "chatcmpl-2", "chatcmpl-3"], await ListAsync(model: null));
        Assert.Equal(["chatcmpl-2", "chatcmpl-3"], await ListAsync("other"));
        Assert.Equal(["chatcmpl-1", "chatcmpl-2"], await ListAsync(model: null, ("topic", "zebras")));
        Assert.Equal(["chatcmpl-2"], await ListAsync(model: null, ("topic", "zebras"), ("colour", "black")));
        Assert.Equal(["chatcmpl-2"], await ListAsync("other", ("topic", "zebras")));
        Assert.Empty(await ListAsync("fake", ("colour", "black")));
        Assert.Empty(await ListAsync(""));
    }

    [Fact]
    public async Task List_Pages_GoOnBehindTheLast()
    {
        await AddAsync("chatcmpl-2", "fake");
        await AddAsync("chatcmpl-3", "fake");

        var first = await _store.ListAsync(_rooms.Tenant, null, [], new PageQuery(2, Ascending: true), Ct);
        var second = await _store.ListAsync(_rooms.Tenant, null, [], new PageQuery(2, After: first.Items[^1].Id, Ascending: true), Ct);

        Assert.Equal(("chatcmpl-1 chatcmpl-2", true), (string.Join(' ', first.Items.Select(c => c.Id)), first.HasMore));
        Assert.Equal(("chatcmpl-3", false), (string.Join(' ', second.Items.Select(c => c.Id)), second.HasMore));
    }

    [Fact]
    public async Task Update_Notes_TakeThePlaceOfThoseThatWere()
    {
        var updated = await _store.UpdateAsync(_rooms.Tenant, "chatcmpl-1", [KeyValuePair.Create("colour", "white")], Ct);

        Assert.Equal(new ChatCompletion { Id = "chatcmpl-1", Model = "fake", Metadata = { ["colour"] = "white" } }, updated);
        Assert.Equal(updated, await _store.FindAsync(_rooms.Tenant, "chatcmpl-1", Ct));
        Assert.Equal("About chatcmpl-1", (await _store.FindMessagesAsync(_rooms.Tenant, "chatcmpl-1", Ct))![0].Text);
        Assert.Empty(await ListAsync(model: null, ("topic", "zebras")));
        Assert.Equal(["chatcmpl-1"], await ListAsync(model: null, ("colour", "white")));
    }

    [Fact]
    public async Task Update_KeyRotatedSince_SealsAllOfItAnew()
    {
        await _rooms.DataKeys.RotateAsync(_rooms.Tenant, Ct);

        await _store.UpdateAsync(_rooms.Tenant, "chatcmpl-1", [], Ct);

        Assert.Equal(2, await _rooms.Database.ReadAsync(StorageScope.Operator, c => c.QuerySingleAsync<long>("SELECT key_version FROM chat_completions"), Ct));
        Assert.Equal(0, await CompletionStore.Sealed(_rooms.Database, _rooms.DataKeys).ReencryptAsync(_rooms.Tenant, 2, Ct));
        Assert.NotEmpty((await _store.FindMessagesAsync(_rooms.Tenant, "chatcmpl-1", Ct))!);
    }

    [Fact]
    public async Task Delete_Stored_IsGoneWithItsNotes()
    {
        Assert.True(await _store.DeleteAsync(_rooms.Tenant, "chatcmpl-1", Ct));

        Assert.Null(await _store.FindAsync(_rooms.Tenant, "chatcmpl-1", Ct));
        Assert.False(await _store.DeleteAsync(_rooms.Tenant, "chatcmpl-1", Ct));
        Assert.Equal(0, await _rooms.Database.ReadAsync(StorageScope.Operator, c => c.QuerySingleAsync<long>("SELECT COUNT(*) FROM chat_completion_metadata"), Ct));
    }

    private Task AddAsync(string id, string model, params (string Name, string Value)[] notes)
    {
        var asked = new ChatCompletionParams { Messages = { new ChatMessage { Role = ChatRole.User, Text = $"About {id}" } } };
        foreach (var (name, value) in notes) asked.Metadata[name] = value;
        return _store.AddAsync(_rooms.Tenant, new ChatCompletion { Id = id, Model = model }, asked, Ct);
    }

    private async Task<IEnumerable<string>> ListAsync(string? model, params (string Name, string Value)[] notes) =>
        (await _store.ListAsync(_rooms.Tenant, model, [.. notes.Select(n => KeyValuePair.Create(n.Name, n.Value))], new PageQuery(10, Ascending: true), Ct)).Items.Select(c => c.Id);
}
