namespace Fastchat.Rpc.Conformance;

/// <summary>Base64 as wires carry it.</summary>
internal static class Base64
{
    /// <summary>Decodes text that may lack its padding.</summary>
    public static byte[] Decode(string text) => Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='));

    /// <summary>Decodes pieces that were padded each by itself; what is not yet a whole group is left out.</summary>
    public static byte[] DecodePieces(string text)
    {
        var bytes = new List<byte>();
        for (var at = 0; at + 4 <= text.Length; at += 4) bytes.AddRange(Convert.FromBase64String(text.Substring(at, 4)));
        return [.. bytes];
    }
}
