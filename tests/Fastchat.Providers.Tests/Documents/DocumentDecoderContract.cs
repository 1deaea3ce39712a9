using Fastchat.Contracts.Errors.V1;
using Fastchat.Files;
using Fastchat.Foundation;
using Fastchat.Providers.Sandbox;
using Fastchat.Retrieval.Ingestion;

namespace Fastchat.Providers.Documents;

/// <summary>What every decoder owes. Inherited by the tests of each.</summary>
public abstract class DocumentDecoderContract
{
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected abstract DocumentDecoder Decoder { get; }

    protected abstract FileKind Kind { get; }

    protected abstract string Filename { get; }

    /// <summary>Whether a page has a number.</summary>
    protected virtual bool HasPages => false;

    /// <summary>A file of the kind, with a page, or at least a paragraph, for each text.</summary>
    protected abstract byte[] Make(params string[] pages);

    /// <summary>Bytes that begin like the kind and are none.</summary>
    protected abstract byte[] Corrupt { get; }

    /// <summary>A file that takes seconds to read.</summary>
    protected abstract byte[] Slow { get; }

    [Fact]
    public async Task Decode_TextInFile_IsFound()
    {
        var document = await DecodeAsync(Make("The heron stands still.", "The otter swims."));

        Assert.Contains("The heron stands still.", Text(document));
        Assert.Contains("The otter swims.", Text(document));
    }

    [Fact]
    public async Task Decode_TwoPages_AreNumberedFromOneWhereThereArePages()
    {
        var document = await DecodeAsync(Make("The heron stands still.", "The otter swims."));

        Assert.Equal(HasPages ? [1, 2] : [null], document.Pages.Select(p => p.Number));
    }

    [Fact]
    public async Task Decode_NoText_IsRefused() => await AssertRefusedAsync(ErrorReason.FileHasNoText, Make(" "));

    [Fact]
    public async Task Decode_CorruptFile_IsRefused()
    {
        var refusal = await AssertRefusedAsync(ErrorReason.FileUnreadable, Corrupt);

        Assert.StartsWith($"{Filename} cannot be read: ", refusal.Message);
        Assert.DoesNotContain("/tmp", refusal.Message);
    }

    [Fact]
    public async Task Decode_OtherKind_IsAMistakeOfTheCaller() => await Assert.ThrowsAsync<ArgumentException>(() =>
        Decoder.DecodeAsync("unused", FileKind.Unknown, Filename, Cancellation));

    [Fact]
    public virtual async Task Decode_Cancelled_LeavesNothingRunning()
    {
        using var folder = new TemporaryFolder();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var decoding = Decoder.DecodeAsync(folder.Write("file", Slow), Kind, Filename, cancellation.Token);
        await ChildProcesses.AppearAsync(Cancellation);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => decoding);
        Assert.Equal(0, ChildProcesses.Count());
    }

    protected async Task<DecodedDocument> DecodeAsync(byte[] content)
    {
        using var folder = new TemporaryFolder();
        return await Decoder.DecodeAsync(folder.Write("file", content), Kind, Filename, Cancellation);
    }

    protected async Task<string> DecodeTextAsync(byte[] content) => Text(await DecodeAsync(content));

    protected async Task<FastchatException> AssertRefusedAsync(ErrorReason reason, byte[] content)
    {
        var refusal = await Assert.ThrowsAsync<FastchatException>(() => DecodeAsync(content));
        Assert.Equal(reason, refusal.Reason);
        Assert.Equal(0, ChildProcesses.Count());
        return refusal;
    }

    private static string Text(DecodedDocument document) => string.Join('\f', document.Pages.Select(p => p.Text));
}
