using Grpc.Core;

namespace Fastchat.Rpc.Conformance;

/// <summary>Metadata as cases write it: lines "name: value", values of <c>-bin</c> names as base64.</summary>
internal static class MetadataLines
{
    public static (string Name, string Value) Split(string line)
    {
        var colon = line.IndexOf(':');
        return (line[..colon].Trim(), line[(colon + 1)..].Trim());
    }

    public static Metadata Parse(IEnumerable<string> lines)
    {
        var metadata = new Metadata();
        foreach (var (name, value) in lines.Select(Split))
        {
            if (name.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.Ordinal)) metadata.Add(name, Convert.FromBase64String(value));
            else metadata.Add(name, value);
        }

        return metadata;
    }

    public static IEnumerable<string> Format(IEnumerable<Metadata.Entry> metadata) =>
        metadata.Select(e => $"{e.Key}: {(e.IsBinary ? Convert.ToBase64String(e.ValueBytes) : e.Value)}");
}
