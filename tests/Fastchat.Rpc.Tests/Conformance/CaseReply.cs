using Fastchat.Rpc.WireTest;

namespace Fastchat.Rpc.Conformance;

/// <summary>What came back, as one protocol's client understood it.</summary>
internal sealed record CaseReply
{
    /// <summary>The reply as it came.</summary>
    public required WireReply Wire { get; init; }

    /// <summary>The body without what only transports it: text variants decoded, compressed messages as they are.</summary>
    public byte[] Body { get; init; } = [];

    public IReadOnlyList<ConformanceResponse> Messages { get; init; } = [];

    /// <summary>The trailers; null where the protocol has none.</summary>
    public IReadOnlyDictionary<string, string>? Trailers { get; init; }

    public CaseError? Error { get; init; }

    /// <summary>The coding in which at least one message came.</summary>
    public string? Encoding { get; init; }

    /// <summary>All that a reader of the reply could see, encodings undone.</summary>
    public string Everything()
    {
        var text = new System.Text.StringBuilder(System.Text.Encoding.Latin1.GetString(Body)).Append(System.Text.Encoding.Latin1.GetString(Wire.Body));
        foreach (var (name, value) in Wire.Headers.Concat(Wire.Trailers).Concat(Trailers ?? new Dictionary<string, string>())) text.Append(name).Append(value);
        return text.Append(Error).ToString();
    }
}
