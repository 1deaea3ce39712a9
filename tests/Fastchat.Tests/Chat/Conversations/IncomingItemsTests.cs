using Fastchat.Chat.Context;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;

namespace Fastchat.Chat.Conversations;

public sealed class IncomingItemsTests : IAsyncLifetime
{
    private const int Mebibyte = 1024 * 1024;

    private TestRooms _rooms = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _rooms = await TestRooms.OpenAsync();

    public ValueTask DisposeAsync() => _rooms.DisposeAsync();

    [Fact]
    public async Task Take_TextOfAMebibyte_IsTakenAndOneBeyondIsRefused()
    {
        Assert.Equal(Mebibyte, (await TakeAsync(Said(new string('a', Mebibyte)))).Message.Parts.Parts[0].InputText.Text.Length);
        Assert.Equal("items[0].content", (await Assert.ThrowsAsync<FastchatException>(() => TakeAsync(Said(new string('a', Mebibyte - 1) + "é")))).Param);
    }

    [Fact]
    public async Task Take_FileOfTheCallers_IsTakenAndAnothersIsNotThere()
    {
        var file = (await _rooms.UploadAsync("a.txt", "words")).Id;
        var item = Said("");
        item.Message.Parts = new ItemContentList { Parts = { new ItemContent { InputFile = new InputFile { FileId = file } } } };

        Assert.Equal(file, (await TakeAsync(item)).Message.Parts.Parts[0].InputFile.FileId);
        Assert.Equal("items[0].content[0].file_id", (await Assert.ThrowsAsync<FastchatException>(() => TakeAsync(item, _rooms.OtherTenant))).Param);
    }

    [Fact]
    public async Task Take_ConversationMadeShort_IsTakenFromItsTenantAlone()
    {
        var item = new ResponseItem { Compaction = new CompactionItem { EncryptedContent = await Seal.SealAsync(_rooms.Tenant, new CompactedHistory("a", true), Ct) } };

        Assert.Equal(item.Compaction.EncryptedContent, (await TakeAsync(item)).Compaction.EncryptedContent);
        Assert.Equal("items[0].encrypted_content", (await Assert.ThrowsAsync<FastchatException>(() => TakeAsync(item, _rooms.OtherTenant))).Param);
    }

    private CompactionSeal Seal => new(_rooms.DataKeys);

    private static ResponseItem Said(string text) => new() { Message = new MessageItem { Role = "user", Text = text } };

    private async Task<ResponseItem> TakeAsync(ResponseItem item, TenantId? tenant = null) =>
        Assert.Single(await new IncomingItems(_rooms.Files, Seal, _rooms.Screens, _rooms.Clock).TakeAsync(tenant ?? _rooms.Tenant, [item], "items", Ct));
}
