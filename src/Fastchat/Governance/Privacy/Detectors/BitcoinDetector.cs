using System.Security.Cryptography;

namespace Fastchat.Governance.Privacy.Detectors;

/// <summary>Addresses of Bitcoin: Base58Check (its checksum is the head of a double SHA-256), and bech32 and bech32m (BIP 173, BIP 350).</summary>
internal sealed class BitcoinDetector() : PatternDetector(PiiType.Wallet, PieceMarks.Digit)
{
    private const string Base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private const string Bech32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static readonly uint[] Generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

    public override void Find(PiiText text, PiiQuery query, ref Offers offers)
    {
        for (var at = text.From; at < text.To; at++)
        {
            if (!char.IsAsciiLetterOrDigit(text[at]) || text.IsWordAt(at - 1)) continue;
            var end = at;
            while (end - at <= 90 && char.IsAsciiLetterOrDigit(text[end])) end++;
            if (!text.IsWordAt(end) && IsAddress(text.Slice(at, end))) offers.Add(new PiiFinding(PiiType.Wallet, at, end, 0.99, "bitcoin"));
            at = Math.Max(at, end - 1);
        }
    }

    private static bool IsAddress(ReadOnlySpan<char> word)
    {
        if (word.Length is >= 26 and <= 35 && word[0] is '1' or '3') return HasBase58Checksum(word);
        return word.Length is >= 14 and <= 90 && word.StartsWith("bc1", StringComparison.OrdinalIgnoreCase) && HasBech32Checksum(word[3..]);
    }

    private static bool HasBase58Checksum(ReadOnlySpan<char> word)
    {
        Span<byte> bytes = stackalloc byte[25];
        foreach (var c in word)
        {
            var carry = Base58.IndexOf(c, StringComparison.Ordinal);
            if (carry < 0) return false;
            for (var i = bytes.Length - 1; i >= 0; i--)
            {
                carry += 58 * bytes[i];
                bytes[i] = (byte)carry;
                carry >>= 8;
            }

            if (carry != 0) return false;
        }

        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(bytes[..21], hash);
        SHA256.HashData(hash, hash);
        return hash[..4].SequenceEqual(bytes[21..]);
    }

    private static bool HasBech32Checksum(ReadOnlySpan<char> data)
    {
        var check = 1u;
        foreach (var value in (ReadOnlySpan<int>)[3, 3, 0, 2, 3]) check = Step(check, value);
        foreach (var c in data)
        {
            var value = Bech32.IndexOf(char.ToLowerInvariant(c), StringComparison.Ordinal);
            if (value < 0) return false;
            check = Step(check, value);
        }

        return check is 1 or 0x2bc830a3;
    }

    private static uint Step(uint check, int value)
    {
        var top = check >> 25;
        check = ((check & 0x1ffffff) << 5) ^ (uint)value;
        for (var i = 0; i < 5; i++)
        {
            if (((top >> i) & 1) == 1) check ^= Generator[i];
        }

        return check;
    }
}
