using System.Security.Cryptography;
using Fastchat.Files;
using Fastchat.Foundation;

namespace Fastchat.Providers.Blobs;

/// <summary>What every store of blobs owes. Inherited by the tests of each.</summary>
public abstract class BlobStoreContract
{
    private static readonly TenantId Tenant = new("0123456789");
    private static readonly TenantId Other = new("abcdefghjk");

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected abstract BlobStore Store { get; }

    [Fact]
    public async Task Create_Committed_IsGivenBackByteForByte()
    {
        var content = RandomNumberGenerator.GetBytes(500_000);
        await WriteAsync(Tenant, "file-1", [.. content.Chunk(7001)]);

        Assert.Equal(content, await ReadAsync(Tenant, "file-1"));
    }

    [Fact]
    public async Task Create_Empty_IsABlob()
    {
        await WriteAsync(Tenant, "file-1");

        Assert.Empty(await ReadAsync(Tenant, "file-1"));
    }

    [Fact]
    public async Task Create_NotCommitted_DoesNotExist()
    {
        await using (var draft = await Store.CreateAsync(Tenant, "file-1", Ct))
        {
            await draft.WriteAsync("half"u8.ToArray(), Ct);
            await AssertMissingAsync(Tenant, "file-1");
        }

        await AssertMissingAsync(Tenant, "file-1");
    }

    [Fact]
    public async Task Create_AfterADraftWasDropped_IsPossible()
    {
        await (await Store.CreateAsync(Tenant, "file-1", Ct)).DisposeAsync();

        await WriteAsync(Tenant, "file-1", "whole"u8.ToArray());

        Assert.Equal("whole"u8.ToArray(), await ReadAsync(Tenant, "file-1"));
    }

    [Fact]
    public async Task AnyCall_BlobOfAnotherTenant_DoesNotExist()
    {
        await WriteAsync(Tenant, "file-1", "mine"u8.ToArray());

        await AssertMissingAsync(Other, "file-1");
        await Store.DeleteAsync(Other, "file-1", Ct);
        Assert.Equal("mine"u8.ToArray(), await ReadAsync(Tenant, "file-1"));
    }

    [Fact]
    public async Task Delete_Blob_IsGoneAndMayBeRepeated()
    {
        await WriteAsync(Tenant, "file-1", "mine"u8.ToArray());

        await Store.DeleteAsync(Tenant, "file-1", Ct);
        await Store.DeleteAsync(Tenant, "file-1", Ct);

        await AssertMissingAsync(Tenant, "file-1");
    }

    [Fact]
    public async Task DeleteAll_WithADraftUnderWay_LeavesNothingOfTheTenantAndAllOfTheOther()
    {
        await WriteAsync(Tenant, "file-1", "mine"u8.ToArray());
        await WriteAsync(Other, "file-1", "theirs"u8.ToArray());
        var draft = await Store.CreateAsync(Tenant, "file-2", Ct);
        await draft.WriteAsync("more"u8.ToArray(), Ct);

        await Store.DeleteAllAsync(Tenant, Ct);
        await Store.DeleteAllAsync(Tenant, Ct);

        await AssertMissingAsync(Tenant, "file-1");
        Assert.Empty(await Store.ListAsync(Tenant, DateTimeOffset.MaxValue, Ct));
        Assert.Equal("theirs"u8.ToArray(), await ReadAsync(Other, "file-1"));
        await Assert.ThrowsAnyAsync<IOException>(() => draft.CommitAsync(Ct));
        await Record.ExceptionAsync(async () => await draft.DisposeAsync());
    }

    [Fact]
    public async Task Delete_WhileItIsRead_LetsTheReaderFinish()
    {
        await WriteAsync(Tenant, "file-1", new byte[300_000]);
        await using var stream = await Store.OpenReadAsync(Tenant, "file-1", Ct);

        await Store.DeleteAsync(Tenant, "file-1", Ct);

        var read = new MemoryStream();
        await stream.CopyToAsync(read, Ct);
        Assert.Equal(300_000, read.Length);
    }

    [Fact]
    public async Task List_TimeGiven_HasTheTenantsCommittedBlobsOfBefore()
    {
        var now = TimeProvider.System.GetUtcNow();
        await WriteAsync(Tenant, "file-1", "mine"u8.ToArray());
        await WriteAsync(Tenant, "file-2", "mine"u8.ToArray());
        await WriteAsync(Other, "file-3", "theirs"u8.ToArray());
        await using var draft = await Store.CreateAsync(Tenant, "file-4", Ct);

        Assert.Equal(["file-1", "file-2"], (await Store.ListAsync(Tenant, now + TimeSpan.FromHours(1), Ct)).Order());
        Assert.Empty(await Store.ListAsync(Tenant, now - TimeSpan.FromHours(1), Ct));
    }

    [Fact]
    public async Task List_TenantWithoutBlobs_IsEmpty() => Assert.Empty(await Store.ListAsync(Tenant, DateTimeOffset.MaxValue, Ct));

    [Fact]
    public async Task Create_ManyAtOnce_AreKeptApart()
    {
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => WriteAsync(Tenant, $"file-{i}", [(byte)i], [(byte)i])));

        for (var i = 0; i < 10; i++) Assert.Equal([(byte)i, (byte)i], await ReadAsync(Tenant, $"file-{i}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../file-1")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a.b")]
    [InlineData("a\0b")]
    public async Task AnyCall_IdThatIsNone_IsRefused(string id)
    {
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.CreateAsync(Tenant, id, Ct));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.OpenReadAsync(Tenant, id, Ct));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.DeleteAsync(Tenant, id, Ct));
    }

    protected async Task WriteAsync(TenantId tenant, string id, params byte[][] pieces)
    {
        await using var draft = await Store.CreateAsync(tenant, id, Ct);
        foreach (var piece in pieces) await draft.WriteAsync(piece, Ct);
        await draft.CommitAsync(Ct);
    }

    private async Task<byte[]> ReadAsync(TenantId tenant, string id)
    {
        await using var stream = await Store.OpenReadAsync(tenant, id, Ct);
        var read = new MemoryStream();
        await stream.CopyToAsync(read, Ct);
        return read.ToArray();
    }

    private Task AssertMissingAsync(TenantId tenant, string id) => Assert.ThrowsAsync<FileNotFoundException>(() => Store.OpenReadAsync(tenant, id, Ct));
}
