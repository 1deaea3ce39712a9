namespace Fastchat.Retrieval.Index;

/// <summary>
/// All vectors of a collection at one moment, in memory: an immutable snapshot, so that a scan needs no lock and a write
/// only swaps the pointer. It is scanned whole. No graph is built because an exact scan of bytes is fast enough up to a
/// million vectors, and deletes stay exact.
/// </summary>
internal sealed class VectorSegment
{
    // An array and no dictionary: queries walk it all the time, writes search it once.
    private readonly QuantizedVectors[] _documents;

    /// <summary>Of these documents.</summary>
    public VectorSegment(IEnumerable<QuantizedVectors> documents)
    {
        _documents = [.. documents];
        foreach (var document in _documents)
        {
            Count += document.Count;
            TermCount += document.TermCount;
        }
    }

    /// <summary>How many chunks.</summary>
    public int Count { get; }

    /// <summary>How many terms they have together.</summary>
    public long TermCount { get; }

    /// <summary>With a document in the place of what was there of it.</summary>
    public VectorSegment With(QuantizedVectors document) => new(Others(document.DocumentId).Append(document));

    /// <summary>Without a document.</summary>
    public VectorSegment Without(string documentId) => new(Others(documentId));

    /// <summary>The row ids of the chunks nearest to a vector, in no order.</summary>
    public long[] Nearest(ReadOnlySpan<float> vector, int count)
    {
        var query = new sbyte[vector.Length];
        if (QuantizedVectors.Quantize(vector, query) == 0) return [];
        var best = new PriorityQueue<long, float>(count + 1);      // the worst of the best on top
        foreach (var document in _documents)
        {
            for (var row = 0; row < document.Count; row++)
            {
                var similarity = document.Similarity(row, query);
                if (best.Count < count) best.Enqueue(document.Id(row), similarity);
                else if (best.TryPeek(out _, out var worst) && similarity > worst) best.EnqueueDequeue(document.Id(row), similarity);
            }
        }

        return [.. best.UnorderedItems.Select(item => item.Element)];
    }

    private IEnumerable<QuantizedVectors> Others(string documentId) =>
        _documents.Where(document => document.DocumentId != documentId);
}
