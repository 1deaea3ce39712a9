using System.Text;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Files;
using Fastchat.Foundation;

namespace Fastchat.Retrieval.Ingestion;

/// <summary>
/// The port of what turns a file into text. What every decoder owes is checked here, once: the text is normalised, there
/// is some, and there is not too much of it. Implementations are safe for many calls at once.
/// </summary>
public abstract class DocumentDecoder
{
    /// <summary>The most text a document may hold, in bytes of UTF-8.</summary>
    public const long TextLimit = 64L * 1024 * 1024;

    /// <summary>Whether it reads files of this kind.</summary>
    public abstract bool Reads(FileKind kind);

    /// <summary>Reads a file.</summary>
    /// <param name="content">Its bytes, which lie decrypted nowhere but in memory: no program gets a path to them.</param>
    /// <param name="kind">What it is; one that <see cref="Reads"/> affirms.</param>
    /// <param name="filename">The name it was uploaded under, for messages.</param>
    /// <param name="cancellationToken">Ends the work and every process that does it.</param>
    /// <exception cref="FastchatException">FILE_UNREADABLE, FILE_HAS_NO_TEXT or DECODER_MISSING.</exception>
    public async Task<DecodedDocument> DecodeAsync(
        Stream content, FileKind kind, string filename, CancellationToken cancellationToken)
    {
        if (!Reads(kind))
        {
            throw new ArgumentException($"{GetType().Name} does not read {kind}.", nameof(kind));
        }

        var decoded = await DecodeCoreAsync(content, kind, filename, cancellationToken);
        var pages = new List<DecodedPage>(decoded.Pages.Count);
        var bytes = 0L;
        foreach (var page in decoded.Pages)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var text = PageText.Normalise(page.Text);
            bytes += Encoding.UTF8.GetByteCount(text);
            if (text.Length > 0)
            {
                pages.Add(page with { Text = text });
            }
        }

        if (bytes > TextLimit)
        {
            throw Unreadable(filename, TooMuchText);
        }

        return pages.Count > 0
            ? new DecodedDocument(pages)
            : throw new FastchatException(ErrorReason.FileHasNoText, $"{filename} was read, but {NoText}.");
    }

    /// <summary>Reads a file; checks and normalisation follow.</summary>
    protected abstract Task<DecodedDocument> DecodeCoreAsync(
        Stream content, FileKind kind, string filename, CancellationToken cancellationToken);

    /// <summary>The words for a file in which no text was found.</summary>
    protected virtual string NoText => "there is no text in it";

    /// <summary>The words for a file that holds more text than <see cref="TextLimit"/>.</summary>
    protected static string TooMuchText => $"it holds more than {TextLimit / (1024 * 1024)} MiB of text";

    /// <summary>The refusal of a file that is damaged, encrypted or too much.</summary>
    /// <param name="filename">The name it was uploaded under.</param>
    /// <param name="why">What is wrong, as the rest of a sentence.</param>
    /// <param name="inner">What caused it, for logs.</param>
    protected static FastchatException Unreadable(string filename, string why, Exception? inner = null) =>
        new(ErrorReason.FileUnreadable, $"{filename} cannot be read: {why}.", inner: inner);
}
