using System.Buffers;

namespace Fastchat.ModelGateway.Tokens;

/// <summary>
/// Merges the bytes of a piece, always the two neighbours whose joint token has the lowest rank, the leftmost of equals. Short
/// pieces are searched anew for each merge; long ones keep a heap, so that a hostile piece of a megabyte takes n log n steps.
/// </summary>
internal static class PieceMerger
{
    private const int Short = 96;

    /// <summary>How many tokens a piece has.</summary>
    public static int Count(TokenRanks ranks, ReadOnlySpan<byte> piece)
    {
        if (piece.Length <= ranks.Longest && ranks.Of(piece) != int.MaxValue) return 1;
        return piece.Length <= Short ? CountShort(ranks, piece) : CountLong(ranks, piece);
    }

    private static int CountShort(TokenRanks ranks, ReadOnlySpan<byte> piece)
    {
        // The start of each part and the rank of the part joined with the next; the last start is the end.
        Span<int> starts = stackalloc int[piece.Length + 1];
        Span<int> joined = stackalloc int[piece.Length + 1];
        var parts = piece.Length;
        for (var i = 0; i <= parts; i++) starts[i] = i;
        for (var i = 0; i <= parts; i++) joined[i] = i + 2 <= parts ? ranks.Of(piece.Slice(i, 2)) : int.MaxValue;
        while (parts > 1)
        {
            var (lowest, at) = (int.MaxValue, -1);
            for (var i = 0; i < parts - 1; i++)
            {
                if (joined[i] < lowest) (lowest, at) = (joined[i], i);
            }

            if (at < 0) break;
            starts[(at + 2)..(parts + 1)].CopyTo(starts[(at + 1)..]);
            joined[(at + 2)..(parts + 1)].CopyTo(joined[(at + 1)..]);
            parts--;
            joined[at] = at + 2 <= parts ? ranks.Of(piece[starts[at]..starts[at + 2]]) : int.MaxValue;
            if (at > 0) joined[at - 1] = ranks.Of(piece[starts[at - 1]..starts[at + 1]]);
        }

        return parts;
    }

    // Parts are a list linked by the index of their first byte. A heap entry is stale when its part has gone or joins to
    // another token by now.
    private static int CountLong(TokenRanks ranks, ReadOnlySpan<byte> piece)
    {
        var length = piece.Length;
        var links = ArrayPool<int>.Shared.Rent((length + 1) * 3);
        try
        {
            var next = links.AsSpan(0, length + 1);
            var before = links.AsSpan(length + 1, length + 1);
            var joined = links.AsSpan((length + 1) * 2, length + 1);
            var heap = new PriorityQueue<int, long>(length);
            for (var i = 0; i <= length; i++) (next[i], before[i], joined[i]) = (i + 1, i - 1, int.MaxValue);
            for (var i = 0; i + 2 <= length; i++) Join(ranks, piece, i, next, joined, heap);
            var parts = length;
            while (heap.TryDequeue(out var at, out var order))
            {
                if (joined[at] != (int)(order >> 32)) continue;
                var gone = next[at];
                next[at] = next[gone];
                joined[gone] = int.MaxValue;
                if (next[at] <= length) before[next[at]] = at;
                parts--;
                Join(ranks, piece, at, next, joined, heap);
                if (before[at] >= 0) Join(ranks, piece, before[at], next, joined, heap);
            }

            return parts;
        }
        finally
        {
            ArrayPool<int>.Shared.Return(links);
        }
    }

    private static void Join(TokenRanks ranks, ReadOnlySpan<byte> piece, int at, Span<int> next, Span<int> joined, PriorityQueue<int, long> heap)
    {
        var middle = next[at];
        var end = middle < piece.Length ? next[middle] : int.MaxValue;
        joined[at] = end <= piece.Length && end - at <= ranks.Longest ? ranks.Of(piece[at..end]) : int.MaxValue;
        if (joined[at] != int.MaxValue) heap.Enqueue(at, ((long)joined[at] << 32) | (uint)at);
    }
}
