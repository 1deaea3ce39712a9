namespace Fastchat.Rpc.Conformance;

/// <summary>How the server of a case differs from the default.</summary>
internal sealed record CaseServer
{
    public int? MaxReceive { get; init; }

    public int? MaxSend { get; init; }

    public int? CompressFrom { get; init; }
}
