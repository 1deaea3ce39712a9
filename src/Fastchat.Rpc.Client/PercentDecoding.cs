using System.Globalization;
using System.Text;

namespace Fastchat.Rpc.Client;

/// <summary>
/// Decodes <c>grpc-message</c>: UTF-8 whose bytes outside of printable ASCII are written %XX. Source: gRPC over HTTP/2,
/// "Status-Message"; what is no valid escape stays as it is, because a message must never be lost.
/// </summary>
internal static class PercentDecoding
{
    public static string Decode(string text)
    {
        if (!text.Contains('%')) return text;

        var source = Encoding.UTF8.GetBytes(text);
        var length = 0;
        for (var i = 0; i < source.Length; i++)
        {
            // In place: what is written never overtakes what is read.
            if (source[i] == '%' && TryReadByte(source.AsSpan(i + 1), out var value))
            {
                source[length++] = value;
                i += 2;
            }
            else
            {
                source[length++] = source[i];
            }
        }

        return Encoding.UTF8.GetString(source, 0, length);
    }

    // Two hexadecimal digits only: the parser would take signs and spaces in other styles.
    private static bool TryReadByte(ReadOnlySpan<byte> text, out byte value)
    {
        value = 0;
        return text.Length >= 2 && byte.TryParse(text[..2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }
}
