using Fastchat.Files;

namespace Fastchat.Providers.Blobs;

/// <summary>A file in the making: written under another name, renamed when it is whole and on the disk.</summary>
internal sealed class LocalBlobDraft(string path) : BlobDraft
{
    public const string Suffix = ".part";

    private readonly FileStream _file = new(path + Suffix, FileMode.Create, FileAccess.Write, FileShare.None, 64 * 1024, System.IO.FileOptions.Asynchronous);
    private bool _committed;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => _file.WriteAsync(bytes, cancellationToken);

    public override async Task CommitAsync(CancellationToken cancellationToken)
    {
        await _file.FlushAsync(cancellationToken);
        _file.Flush(flushToDisk: true);
        await _file.DisposeAsync();
        File.Move(path + Suffix, path, overwrite: true);
        _committed = true;
    }

    public override async ValueTask DisposeAsync()
    {
        if (_committed) return;
        await _file.DisposeAsync();
        File.Delete(path + Suffix);
    }
}
