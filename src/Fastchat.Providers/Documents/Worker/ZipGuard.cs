using System.IO.Compression;

namespace Fastchat.Providers.Documents.Worker;

/// <summary>
/// Refuses archives that are made to explode, by their directory, before anything is unpacked. The directory can lie, but
/// in vain: unpacking stops at the size it states.
/// </summary>
internal static class ZipGuard
{
    private const int MostEntries = 20_000;
    private const long MostBytes = 1L << 30;

    // Real documents seldom exceed 60; DEFLATE itself ends near 1,030.
    private const long MostRatio = 250;

    // Small parts may shrink as they like.
    private const long RatioFrom = 8L << 20;

    /// <summary>Throws unless the archive can be unpacked safely.</summary>
    public static void Check(ZipArchive archive)
    {
        if (archive.Entries.Count > MostEntries)
        {
            throw new RefusedFileException($"it has more than {MostEntries} parts");
        }

        var total = 0L;
        foreach (var entry in archive.Entries)
        {
            total += entry.Length;
            if (total > MostBytes)
            {
                throw new RefusedFileException($"it unpacks to more than {MostBytes >> 20} MiB");
            }

            if (entry.Length > RatioFrom && entry.Length / Math.Max(1, entry.CompressedLength) > MostRatio)
            {
                throw new RefusedFileException($"a part of it unpacks to more than {MostRatio} times its size");
            }
        }
    }
}
