using System.Buffers;

namespace Fastchat.ModelGateway.Tokens;

/// <summary>
/// What a picture comes to, by OpenAI's rule of tiles for gpt-4o: fitted into 2048 by 2048, its shorter side brought down to 768,
/// then 170 tokens for each begun tile of 512 by 512 and 85 for the whole; 85 alone in low detail.
/// </summary>
internal static class ImageTokens
{
    private const int Base = 85;
    private const int PerTile = 170;
    private const double Tile = 512;
    private const double Box = 2048;
    private const double ShorterSide = 768;

    // Enough for a JPEG whose size stands behind a thumbnail.
    private const int MostLooked = 96 * 1024;

    /// <summary>The most a picture comes to: 768 by 2048 has eight tiles.</summary>
    public const int Most = Base + (8 * PerTile);

    /// <summary>A picture whose size is not known, as it is never fetched, counts as one of 1024 by 1024.</summary>
    public const int Unknown = Base + (4 * PerTile);

    /// <summary>The tokens of a picture.</summary>
    /// <param name="url">Its address, or itself as a data URL.</param>
    /// <param name="detail">"low", "high" or "auto"; empty for "auto".</param>
    public static int Count(string url, string detail)
    {
        if (detail == "low") return Base;
        return Size(url) is ( > 0, > 0) size ? Of(size.Width, size.Height) : Unknown;
    }

    /// <summary>The tokens of a picture of so many pixels.</summary>
    public static int Of(int width, int height)
    {
        var scale = Math.Min(1, Box / Math.Max(width, height));
        scale *= Math.Min(1, ShorterSide / (scale * Math.Min(width, height)));
        return Base + (PerTile * (int)(Math.Ceiling(Math.Max(1, width * scale) / Tile) * Math.Ceiling(Math.Max(1, height * scale) / Tile)));
    }

    private static (int Width, int Height) Size(string url)
    {
        const string Mark = ";base64,";
        var at = url.StartsWith("data:", StringComparison.Ordinal) ? url.IndexOf(Mark, StringComparison.Ordinal) : -1;
        if (at < 0) return default;
        var text = url.AsSpan(at + Mark.Length);
        text = text[..(Math.Min(text.Length, MostLooked) & ~3)];
        var bytes = ArrayPool<byte>.Shared.Rent(MostLooked);
        try
        {
            return Convert.TryFromBase64Chars(text, bytes, out var length) ? ImageSize.Read(bytes.AsSpan(0, length)) : default;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
