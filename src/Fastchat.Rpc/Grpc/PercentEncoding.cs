using System.Text;

namespace Fastchat.Rpc.Grpc;

/// <summary>
/// The form of <c>grpc-message</c>: UTF-8 where all but printable ASCII, and "%" itself, is written as %XX.
/// Source: gRPC over HTTP/2, "Status-Message".
/// </summary>
internal static class PercentEncoding
{
    /// <summary>Text as a header value.</summary>
    public static string Encode(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~') && !text.Contains('%')) return text;
        var encoded = new StringBuilder(text.Length + 16);
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            if (b is >= 0x20 and <= 0x7e and not (byte)'%') encoded.Append((char)b);
            else encoded.Append('%').Append(b.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }

        return encoded.ToString();
    }
}
