namespace Fastchat.Rpc.Conformance;

/// <summary>What one protocol's reply must be, byte for byte.</summary>
internal sealed record WireFacts
{
    public int? Status { get; init; }

    public string[] Headers { get; init; } = [];

    public string[] Trailers { get; init; } = [];

    public RawBytes? Body { get; init; }

    public RawFrame[]? Frames { get; init; }
}
