using System.Buffers.Text;
using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Fastchat.ModelGateway.Tokens;

/// <summary>The tokens of an encoding and their ranks: a hash table over one block of bytes, about 6 MB for 200,000 tokens.</summary>
internal sealed class TokenRanks
{
    private readonly byte[] _bytes;
    private readonly int[] _starts;
    private readonly int[] _slots;
    private readonly int _mask;

    private TokenRanks(byte[] bytes, int[] starts)
    {
        _bytes = bytes;
        _starts = starts;
        Longest = Enumerable.Range(0, starts.Length - 1).Max(rank => starts[rank + 1] - starts[rank]);
        _mask = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)starts.Length * 2) - 1;
        _slots = new int[_mask + 1];
        for (var rank = 0; rank < starts.Length - 1; rank++)
        {
            var token = Token(rank);
            if (token.IsEmpty) continue;
            var slot = (int)(Hash(token) & (uint)_mask);
            while (_slots[slot] != 0) slot = (slot + 1) & _mask;
            _slots[slot] = rank + 1;
        }
    }

    /// <summary>The bytes of the longest token.</summary>
    public int Longest { get; }

    /// <summary>The rank of a token; <see cref="int.MaxValue"/> when the bytes are none.</summary>
    public int Of(ReadOnlySpan<byte> bytes)
    {
        var slot = (int)(Hash(bytes) & (uint)_mask);
        while (_slots[slot] is var entry and not 0)
        {
            if (Token(entry - 1).SequenceEqual(bytes)) return entry - 1;
            slot = (slot + 1) & _mask;
        }

        return int.MaxValue;
    }

    /// <summary>Reads the ranks of an encoding: a first line with their number, then a token in base64 per line, in the order of the ranks.</summary>
    /// <param name="encoding">OpenAI's name of it.</param>
    public static TokenRanks Load(string encoding)
    {
        using var packed = new MemoryStream(Resource($"{encoding}.dll", $"{encoding}.tiktoken.deflate"));
        using var unpacked = new MemoryStream();
        using (var inflated = new DeflateStream(packed, CompressionMode.Decompress)) inflated.CopyTo(unpacked);
        return Parse(unpacked.GetBuffer().AsSpan(0, (int)unpacked.Length));
    }

    // The ranks are published as a resource of an assembly, which is read as a file and never loaded: it would want the library
    // that it belongs to.
    private static byte[] Resource(string assembly, string name)
    {
        using var file = typeof(TokenRanks).Assembly.GetManifestResourceStream(assembly)!;
        using var image = new PEReader(file);
        var metadata = image.GetMetadataReader();
        var resource = metadata.ManifestResources.Select(metadata.GetManifestResource).Single(r => metadata.StringComparer.Equals(r.Name, name));
        var section = image.GetSectionData(image.PEHeaders.CorHeader!.ResourcesDirectory.RelativeVirtualAddress);
        var reader = section.GetReader((int)resource.Offset, section.Length - (int)resource.Offset);
        return reader.ReadBytes(reader.ReadInt32());
    }

    private static TokenRanks Parse(ReadOnlySpan<byte> lines)
    {
        var bytes = new byte[lines.Length];
        var (starts, end) = (new List<int> { 0 }, 0);
        // The first line is the number of the tokens.
        lines = lines[(lines.IndexOf((byte)'\n') + 1)..];
        while (!lines.IsEmpty)
        {
            var length = lines.IndexOf((byte)'\n');
            var line = length < 0 ? lines : lines[..length];
            lines = length < 0 ? [] : lines[(length + 1)..];
            if (line.EndsWith("\r"u8)) line = line[..^1];
            // An empty line is a rank that is not in use.
            if (!line.IsEmpty && Base64.DecodeFromUtf8(line, bytes.AsSpan(end), out _, out var written) == System.Buffers.OperationStatus.Done) end += written;
            starts.Add(end);
        }

        return new TokenRanks(bytes[..end], [.. starts]);
    }

    private ReadOnlySpan<byte> Token(int rank) => _bytes.AsSpan(_starts[rank].._starts[rank + 1]);

    // FNV-1a: most tokens are a few bytes, where nothing beats it; the keys are ours, so nobody can choose them to collide.
    private static uint Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = 2166136261u;
        foreach (var value in bytes) hash = (hash ^ value) * 16777619u;
        return hash ^ (hash >> 15);
    }
}
