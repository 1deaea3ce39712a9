namespace Fastchat.Chat.Context;

public sealed class CompactionSealTests : IAsyncLifetime
{
    private TestRooms _rooms = null!;
    private CompactionSeal _seal = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rooms = await TestRooms.OpenAsync();
        _seal = new CompactionSeal(_rooms.DataKeys);
    }

    public ValueTask DisposeAsync() => _rooms.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Open_OwnContent_IsWhatWasSealed(bool isWhole)
    {
        var history = new CompactedHistory("Zebras were spoken of.", isWhole);

        var sealedContent = await _seal.SealAsync(_rooms.Tenant, history, Ct);

        Assert.Equal(history, await _seal.OpenAsync(_rooms.Tenant, sealedContent, Ct));
        Assert.DoesNotContain("Zebras", System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(sealedContent)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_AfterTheKeyWasChanged_StillOpens()
    {
        var content = await _seal.SealAsync(_rooms.Tenant, new CompactedHistory("a", true), Ct);

        await _rooms.DataKeys.RotateAsync(_rooms.Tenant, Ct);

        Assert.Equal("a", (await _seal.OpenAsync(_rooms.Tenant, content, Ct))?.Text);
    }

    [Fact]
    public async Task Open_AnothersForgedOrChanged_IsNothing()
    {
        var content = await _seal.SealAsync(_rooms.Tenant, new CompactedHistory("a", true), Ct);
        var bytes = Convert.FromBase64String(content);
        bytes[^1] ^= 1;
        var future = Convert.FromBase64String(content);
        future[5] = 77;

        foreach (var forged in new[] { "", "no base64!", "AAAA", Convert.ToBase64String(bytes), Convert.ToBase64String(future), Convert.ToBase64String("{\"text\":\"a\"}"u8), content[..^4] })
            Assert.Null(await _seal.OpenAsync(_rooms.Tenant, forged, Ct));
        Assert.Null(await _seal.OpenAsync(_rooms.OtherTenant, content, Ct));
    }
}
