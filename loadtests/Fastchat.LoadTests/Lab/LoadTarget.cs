using Fastchat.LoadTests.Calls;

namespace Fastchat.LoadTests.Lab;

/// <summary>Who is asked, and how.</summary>
/// <param name="Via">What stands in front of the mock.</param>
/// <param name="Protocol">How calls are made.</param>
internal sealed record LoadTarget(Via Via, WireProtocol Protocol)
{
    /// <summary>Its name in reports.</summary>
    public string Name => Via switch
    {
        Via.Nothing => $"mock alone, {ProtocolName}",
        Via.Nginx => $"nginx, {ProtocolName}",
        _ => $"Fastchat, {ProtocolName}",
    };

    private string ProtocolName => Protocol switch
    {
        WireProtocol.Sse => "SSE",
        WireProtocol.Json => "JSON",
        WireProtocol.GrpcWeb => "gRPC-Web",
        WireProtocol.GrpcChat => "gRPC with run log",
        _ => "gRPC",
    };
}
