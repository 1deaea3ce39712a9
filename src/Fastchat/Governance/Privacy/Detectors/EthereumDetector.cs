namespace Fastchat.Governance.Privacy.Detectors;

/// <summary>Addresses of Ethereum: 0x and 40 hexadecimal digits. Their checksum (ERC-55) is optional, and not looked at.</summary>
internal sealed class EthereumDetector() : PatternDetector(PiiType.Wallet, PieceMarks.Digit)
{
    private const int Length = 42;

    public override void Find(PiiText text, PiiQuery query, ref Offers offers)
    {
        for (var at = text.From; at + Length <= text.To; at++)
        {
            if (text[at] != '0' || text[at + 1] is not ('x' or 'X') || text.IsWordAt(at - 1) || text.IsWordAt(at + Length)) continue;
            var isHex = true;
            foreach (var c in text.Slice(at + 2, at + Length)) isHex &= char.IsAsciiHexDigit(c);
            if (isHex) offers.Add(new PiiFinding(PiiType.Wallet, at, at + Length, 0.85, "ethereum"));
        }
    }
}
