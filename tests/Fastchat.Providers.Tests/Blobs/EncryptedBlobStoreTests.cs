using System.Security.Cryptography;
using Dapper;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Files;
using Fastchat.Foundation;
using Fastchat.Governance.Encryption;
using Fastchat.Storage;
using Fastchat.Testing;

namespace Fastchat.Providers.Blobs;

public sealed class EncryptedBlobStoreTests : BlobStoreContract, IAsyncLifetime
{
    private const int Segment = SegmentCipher.SegmentLength;
    private const int Sealed = Segment + SegmentCipher.TagLength;
    private static readonly TenantId First = new("0123456789");
    private static readonly TenantId Second = new("abcdefghjk");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fastchat-blobs-");
    private readonly CapturedLog<TenantKeys> _log = new();
    private Database _database = null!;
    private TenantKeys _keys = null!;
    private EncryptedBlobStore _store = null!;

    protected override BlobStore Store => _store;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.OpenAsync(Ct);
        foreach (var tenant in (TenantId[])[First, Second])
        {
            await _database.WriteAsync(
                StorageScope.Operator,
                c => c.ExecuteAsync("INSERT INTO tenants (tenant_id, name, config, created_at) VALUES (@id, @id, @config, 0)", new { id = tenant.Value, config = Array.Empty<byte>() }),
                Ct);
        }

        var store = new TenantKeyStore(_database, TimeProvider.System);
        _keys = new TenantKeys(store, new LocalKeyWrapper(KeyEncryptionKey.TryParse(KeyEncryptionKey.Generate())!), TimeProvider.System, _log);
        _store = new EncryptedBlobStore(new LocalBlobStore(_folder.FullName), _keys, new KeyHolders(store, new Node("anode")));
    }

    public async ValueTask DisposeAsync()
    {
        _keys.Dispose();
        await _database.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Read_BlobOfAnySizeAroundSegments_IsGivenBackWithItsLength()
    {
        foreach (var size in (int[])[0, 1, 15, 16, 17, Segment - 1, Segment, Segment + 1, Segment + 16, (2 * Segment) - 1, 2 * Segment, (2 * Segment) + 1, 3 * Segment, 300_000])
        {
            var content = RandomNumberGenerator.GetBytes(size);
            await WriteAsync(First, "file-1", [.. content.Chunk(1 + RandomNumberGenerator.GetInt32(100_000))]);

            await using var stream = await _store.OpenReadAsync(First, "file-1", Ct);
            Assert.Equal(size, stream.Length);
            Assert.Equal(content, await ReadToEndAsync(stream));
            Assert.Equal(size, stream.Position);
        }
    }

    [Fact]
    public async Task Read_FromAnyPlace_GivesTheBytesThere()
    {
        var content = RandomNumberGenerator.GetBytes((2 * Segment) + 5);
        await WriteAsync(First, "file-1", content);
        await using var stream = await _store.OpenReadAsync(First, "file-1", Ct);

        foreach (var at in (int[])[Segment, 0, Segment - 1, 2 * Segment, content.Length, 1, content.Length - 1, content.Length + 10])
        {
            stream.Position = at;
            var piece = new byte[20];
            var length = await stream.ReadAtLeastAsync(piece, piece.Length, throwOnEndOfStream: false, Ct);
            Assert.Equal(content[Math.Min(at, content.Length)..Math.Min(at + 20, content.Length)], piece[..length]);
        }
    }

    [Fact]
    public async Task Store_Blob_HoldsNoneOfItsWords()
    {
        await WriteAsync(First, "file-1", [.. Enumerable.Repeat("canary "u8.ToArray(), 20_000)]);

        Assert.Equal(-1, (await BytesAsync("file-1")).AsSpan().IndexOf("canary"u8));
    }

    [Fact]
    public async Task Read_AnyByteOfASmallBlobChanged_IsRefused()
    {
        await WriteAsync(First, "file-1", "a few words"u8.ToArray());
        var bytes = await BytesAsync("file-1");
        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = bytes.ToArray();
            changed[i] ^= 0x10;
            await AssertRefusedAsync("file-1", changed);
        }

        Assert.NotEmpty(_log.Entries);
    }

    [Fact]
    public async Task Read_SegmentsCutOffMovedOrAdded_AreRefused()
    {
        await WriteAsync(First, "file-1", RandomNumberGenerator.GetBytes((2 * Segment) + 100));
        var bytes = await BytesAsync("file-1");
        const int header = SegmentCipher.HeaderLength;
        var (head, one, two, last) = (bytes[..header], bytes[header..(header + Sealed)], bytes[(header + Sealed)..(header + (2 * Sealed))], bytes[(header + (2 * Sealed))..]);

        await AssertRefusedAsync("file-1", [.. head, .. one, .. two]); // the last one cut off
        await AssertRefusedAsync("file-1", [.. head, .. one]);
        await AssertRefusedAsync("file-1", [.. head]);
        await AssertRefusedAsync("file-1", [.. head, .. two, .. one, .. last]); // changed places
        await AssertRefusedAsync("file-1", [.. head, .. one, .. last]); // one left out
        await AssertRefusedAsync("file-1", [.. head, .. one, .. one, .. two, .. last]); // one twice
        await AssertRefusedAsync("file-1", [.. bytes, .. last]); // one more
        await AssertRefusedAsync("file-1", [.. bytes, 0]);
        await AssertRefusedAsync("file-1", bytes[..^1]);
        await AssertRefusedAsync("file-1", bytes[..header][..^1]);
        await AssertRefusedAsync("file-1", []);
    }

    [Fact]
    public async Task Read_BytesOfAnotherBlobOrTenant_AreRefused()
    {
        await WriteAsync(First, "file-1", "mine"u8.ToArray());
        await WriteAsync(First, "file-2", "mine"u8.ToArray());
        await WriteAsync(Second, "file-1", "theirs"u8.ToArray());

        await AssertRefusedAsync("file-1", await BytesAsync("file-2"));
        await AssertRefusedAsync("file-1", await File.ReadAllBytesAsync(PathOf(Second, "file-1"), Ct));
    }

    [Fact]
    public async Task Read_KeyDestroyed_IsRefused()
    {
        await WriteAsync(First, "file-1", "mine"u8.ToArray());

        await _keys.DestroyAsync(First, Ct);

        await AssertRefusedAsync("file-1", await BytesAsync("file-1"));
    }

    [Fact]
    public async Task Reencrypt_WhileItIsRead_LetsTheReaderFinish()
    {
        var content = RandomNumberGenerator.GetBytes(5 * Segment);
        await WriteAsync(First, "file-1", content);
        await using var stream = await _store.OpenReadAsync(First, "file-1", Ct);
        Assert.NotEqual(0, await stream.ReadAsync(new byte[1], Ct));
        await _keys.RotateAsync(First, Ct);

        await Eventually.IsTrueAsync(async () =>
        {
            await _store.ReencryptAsync(First, "file-1", Ct);
            return await _store.VersionAsync(First, "file-1", Ct) == 2;
        });

        Assert.Equal(content[1..], await ReadToEndAsync(stream));
        await using var again = await _store.OpenReadAsync(First, "file-1", Ct);
        Assert.Equal(content, await ReadToEndAsync(again));
    }

    private string PathOf(TenantId tenant, string id) => Path.Combine(_folder.FullName, tenant.Value, id + "-sealed");

    private Task<byte[]> BytesAsync(string id) => File.ReadAllBytesAsync(PathOf(First, id), Ct);

    private async Task AssertRefusedAsync(string id, byte[] bytes)
    {
        await File.WriteAllBytesAsync(PathOf(First, id), bytes, Ct);
        var refusal = await Assert.ThrowsAsync<FastchatException>(async () =>
        {
            await using var stream = await _store.OpenReadAsync(First, id, Ct);
            await ReadToEndAsync(stream);
        });
        Assert.Equal(ErrorReason.DataUnreadable, refusal.Reason);
    }

    private static async Task<byte[]> ReadToEndAsync(Stream stream)
    {
        var read = new MemoryStream();
        await stream.CopyToAsync(read, Ct);
        return read.ToArray();
    }
}
