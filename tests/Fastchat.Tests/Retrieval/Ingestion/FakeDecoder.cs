using Fastchat.Files;

namespace Fastchat.Retrieval.Ingestion;

/// <summary>A decoder of plain text that does what a test says.</summary>
internal sealed class FakeDecoder(Func<CancellationToken, Task<DecodedDocument>> decode) : DocumentDecoder
{
    public static FakeDecoder Saying(string text) => new(_ => Task.FromResult(new DecodedDocument([new DecodedPage(null, text)])));

    public static FakeDecoder Failing(Exception fault) => new(_ => Task.FromException<DecodedDocument>(fault));

    public override bool Reads(FileKind kind) => kind == FileKind.PlainText;

    protected override Task<DecodedDocument> DecodeCoreAsync(Stream content, FileKind kind, string filename, CancellationToken cancellationToken) => decode(cancellationToken);
}
