using Fastchat.Retrieval.Index;

namespace Fastchat.Providers.Index;

public sealed class EmbeddedIndexTests : VectorIndexContract, IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fastchat-index-");
    private readonly EmbeddedIndex _index;

    public EmbeddedIndexTests() => _index = new EmbeddedIndex(new EmbeddedIndexOptions { Root = _folder.FullName });

    protected override VectorIndex Index => _index;

    public async ValueTask DisposeAsync()
    {
        await _index.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
