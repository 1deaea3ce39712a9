using System.Text;

namespace Fastchat.Rpc.Conformance;

/// <summary>Bytes written as hex, or as text in UTF-8.</summary>
internal record RawBytes
{
    public string? Hex { get; init; }

    public string? Text { get; init; }

    /// <summary>The bytes are compressed so before they are used.</summary>
    public string? Compress { get; init; }

    /// <summary>So many bytes are missing at the end.</summary>
    public int Cut { get; init; }

    public byte[] ToBytes()
    {
        var bytes = Hex is null ? Encoding.UTF8.GetBytes(Text ?? "") : Convert.FromHexString(Hex.Replace(" ", "", StringComparison.Ordinal));
        return Coding.Compress(Compress, bytes)[..^Cut];
    }
}
