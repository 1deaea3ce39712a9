using System.Data.Common;
using System.Security.Cryptography;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;

namespace Fastchat.Files;

public sealed class FileUploadTests : IAsyncLifetime
{
    private const int Limit = 1024 * 1024;

    private TestRooms _rooms = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _rooms = await TestRooms.OpenAsync(files: new FileOptions { MaxFileSize = Limit });

    public ValueTask DisposeAsync() => _rooms.DisposeAsync();

    [Fact]
    public async Task Complete_Upload_IsDescribedAndGivenBackByteForByte()
    {
        var content = RandomNumberGenerator.GetBytes(300_000);
        await using var upload = await BeginAsync();
        foreach (var piece in content.Chunk(7001)) await upload.WriteAsync(piece, Ct);
        upload.Lifetime = TimeSpan.FromHours(1);

        var file = await upload.CompleteAsync(Ct);

        var (stored, stream) = await _rooms.Files.OpenAsync(_rooms.Tenant, file.Id, Ct);
        await using (stream)
        {
            var read = new MemoryStream();
            await stream.CopyToAsync(read, Ct);
            Assert.Equal(content, read.ToArray());
        }

        Assert.Equal(file, stored);
        Assert.Equal((300_000, Convert.ToHexStringLower(SHA256.HashData(content))), (file.SizeBytes, file.Sha256));
        Assert.Equal(_rooms.Clock.GetUtcNow(), file.CreatedAt);
        Assert.Equal(_rooms.Clock.GetUtcNow() + TimeSpan.FromHours(1), file.ExpiresAt);
    }

    [Theory]
    [InlineData("a.txt", "a.txt")]
    [InlineData("C:\\Temp\\a.txt", "a.txt")]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData(" spaced name.txt ", "spaced name.txt")]
    [InlineData("日本語.txt", "日本語.txt")]
    public async Task Complete_Name_LosesItsFolders(string given, string kept)
    {
        await using var upload = await BeginAsync("x"u8.ToArray());
        upload.Filename = given;

        Assert.Equal(kept, (await upload.CompleteAsync(Ct)).Filename);
    }

    [Theory]
    [InlineData("", "user_data", ErrorReason.MissingField, "filename")]
    [InlineData("folder/", "user_data", ErrorReason.MissingField, "filename")]
    [InlineData("..", "user_data", ErrorReason.InvalidValue, "filename")]
    [InlineData("a\u0007b", "user_data", ErrorReason.InvalidValue, "filename")]
    [InlineData("a.txt", "", ErrorReason.MissingField, "purpose")]
    [InlineData("a.txt", "fun", ErrorReason.InvalidValue, "purpose")]
    public async Task Complete_WrongDescription_NamesTheField(string filename, string purpose, ErrorReason reason, string param)
    {
        await using var upload = await BeginAsync("x"u8.ToArray());
        upload.Filename = filename;
        upload.Purpose = purpose;

        await AssertRefusedAsync(reason, param, () => upload.CompleteAsync(Ct));
    }

    [Fact]
    public async Task Complete_NameOf256Characters_IsRefused()
    {
        await using var upload = await BeginAsync("x"u8.ToArray());
        upload.Filename = new string('a', 256);

        await AssertRefusedAsync(ErrorReason.InvalidValue, "filename", () => upload.CompleteAsync(Ct));
    }

    [Fact]
    public async Task Complete_NoBytes_IsRefused()
    {
        await using var upload = await BeginAsync();

        await AssertRefusedAsync(ErrorReason.FileEmpty, "file", () => upload.CompleteAsync(Ct));
    }

    [Fact]
    public async Task Write_UpToTheLimit_IsStored()
    {
        await using var upload = await BeginAsync(new byte[Limit]);

        Assert.Equal(Limit, (await upload.CompleteAsync(Ct)).SizeBytes);
    }

    [Fact]
    public async Task Write_OneByteMore_IsRefused()
    {
        await using var upload = await BeginAsync(new byte[Limit]);

        var refusal = await AssertRefusedAsync(ErrorReason.FileTooLarge, "file", () => upload.WriteAsync(new byte[1], Ct).AsTask());

        Assert.Contains("1 MiB", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_NotCompleted_LeavesNothing()
    {
        var upload = await BeginAsync("x"u8.ToArray());

        await upload.DisposeAsync();

        Assert.Empty((await _rooms.Files.ListAsync(_rooms.Tenant, "", new PageQuery(10), Ct)).Items);
    }

    [Fact]
    public async Task Complete_DescriptionFails_LeavesNoBytes()
    {
        // A row of a tenant that does not exist is refused by the database.
        var nobody = TenantId.New();
        await using var upload = await BeginAsync(_rooms.Files, nobody, "x"u8.ToArray());

        await Assert.ThrowsAnyAsync<DbException>(() => upload.CompleteAsync(Ct));

        Assert.Empty(await _rooms.Blobs.ListAsync(nobody, DateTimeOffset.MaxValue, Ct));
    }

    [Fact]
    public async Task Complete_CancelledOnceTheBytesAreKept_IsStored()
    {
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var library = new FileLibrary(_rooms.FileStore, new CancellingBlobs(_rooms.Blobs, caller), [], new FileOptions(), _rooms.Clock);
        await using var upload = await BeginAsync(library, _rooms.Tenant, "x"u8.ToArray());

        var file = await upload.CompleteAsync(caller.Token);

        Assert.True(caller.IsCancellationRequested);
        Assert.Equal(file, await _rooms.Files.GetAsync(_rooms.Tenant, file.Id, Ct));
    }

    private static async Task<FastchatException> AssertRefusedAsync(ErrorReason reason, string param, Func<Task> call)
    {
        var refusal = await Assert.ThrowsAsync<FastchatException>(call);
        Assert.Equal((reason, param), (refusal.Reason, refusal.Param));
        return refusal;
    }

    private Task<FileUpload> BeginAsync(params byte[][] pieces) => BeginAsync(_rooms.Files, _rooms.Tenant, pieces);

    private static async Task<FileUpload> BeginAsync(FileLibrary library, TenantId tenant, params byte[][] pieces)
    {
        var upload = await library.BeginUploadAsync(tenant, Ct);
        upload.Filename = "a.bin";
        upload.Purpose = "user_data";
        foreach (var piece in pieces) await upload.WriteAsync(piece, Ct);
        return upload;
    }
}
