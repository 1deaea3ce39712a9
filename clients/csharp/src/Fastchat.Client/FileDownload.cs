using System.Runtime.CompilerServices;
using Fastchat.Contracts.Files.V1;
using File = Fastchat.Contracts.Files.V1.File;

namespace Fastchat.Client;

/// <summary>A file on its way: its description, and its bytes as they come. The bytes are read once; disposing early cancels the download.</summary>
public sealed class FileDownload : IAsyncDisposable
{
    private readonly IAsyncEnumerator<DownloadFileResponse> _frames;

    private FileDownload(File file, IAsyncEnumerator<DownloadFileResponse> frames)
    {
        File = file;
        _frames = frames;
    }

    /// <summary>The file's description.</summary>
    public File File { get; }

    /// <summary>The bytes as they come.</summary>
    /// <exception cref="FastchatApiException">The download broke off.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await _frames.MoveNextAsync())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return _frames.Current.Data.Memory;
        }
    }

    /// <summary>Writes the bytes to a stream.</summary>
    /// <exception cref="FastchatApiException">The download broke off.</exception>
    public async Task CopyToAsync(Stream destination, CancellationToken cancellationToken = default)
    {
        await foreach (var piece in ReadAllAsync(cancellationToken)) await destination.WriteAsync(piece, cancellationToken);
    }

    /// <summary>All bytes.</summary>
    /// <exception cref="FastchatApiException">The download broke off.</exception>
    public async Task<byte[]> ReadBytesAsync(CancellationToken cancellationToken = default)
    {
        using var buffer = new MemoryStream();
        await CopyToAsync(buffer, cancellationToken);
        return buffer.ToArray();
    }

    /// <summary>Writes the bytes to a file.</summary>
    /// <exception cref="FastchatApiException">The download broke off.</exception>
    public async Task SaveAsync(string path, CancellationToken cancellationToken = default)
    {
        await using var file = System.IO.File.Create(path);
        await CopyToAsync(file, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _frames.DisposeAsync();

    /// <summary>Reads the first frame, so that a missing file is known at once.</summary>
    internal static async Task<FileDownload> OpenAsync(IAsyncEnumerable<DownloadFileResponse> frames, CancellationToken cancellationToken)
    {
        var enumerator = frames.GetAsyncEnumerator(cancellationToken);
        try
        {
            if (await enumerator.MoveNextAsync() && enumerator.Current.File is { } file) return new FileDownload(file, enumerator);
            throw new FastchatApiException("The download did not begin with the file's description.", Grpc.Core.StatusCode.Internal);
        }
        catch
        {
            await enumerator.DisposeAsync();
            throw;
        }
    }
}
