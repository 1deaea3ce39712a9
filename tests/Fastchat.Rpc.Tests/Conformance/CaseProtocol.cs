using Fastchat.Rpc.Services;
using Fastchat.Rpc.WebSockets;

namespace Fastchat.Rpc.Conformance;

/// <summary>A protocol as a case's caller speaks it, written by hand so that caller and server cannot share a mistake.</summary>
internal abstract class CaseProtocol(string name)
{
    /// <summary>All of them. A new protocol is one more line here.</summary>
    public static readonly IReadOnlyList<CaseProtocol> All =
    [
        new GrpcCaller("grpc", "application/grpc"),
        new GrpcWebCaller("grpc-web", "application/grpc-web+proto", text: false),
        new GrpcWebCaller("grpc-web-text", "application/grpc-web-text+proto", text: true),
        new ConnectUnaryCaller("connect-proto", MessageForm.Proto),
        new ConnectUnaryCaller("connect-json", MessageForm.Json),
        new ConnectStreamCaller("connect-stream-proto", MessageForm.Proto),
        new ConnectStreamCaller("connect-stream-json", MessageForm.Json),
        new RestCaller("rest"),
        new SseCaller("sse"),
        new WebSocketCaller("websocket-json", "rpc.json.v1", RawSocket.Text, MessageForm.Rest),
        new WebSocketCaller("websocket-proto", "rpc.binary.v1", RawSocket.Binary, MessageForm.Proto),
    ];

    /// <summary>How cases call it.</summary>
    public string Name => name;

    /// <summary>The versions of HTTP that it runs over.</summary>
    public virtual IEnumerable<Version> Versions(ConformanceCase @case) => [new(1, 1), new(2, 0)];

    /// <summary>Whether it can carry a case.</summary>
    public bool Carries(ConformanceCase @case) => (@case.Over is null || @case.Over.Contains(Name)) && !@case.Except.Contains(Name) && CanCarry(@case);

    /// <summary>Makes the case's call and reads what comes.</summary>
    public abstract Task<CaseReply?> CallAsync(ConformanceCase @case, HttpClient client, ConformanceHandler handler, CancellationToken cancellationToken);

    /// <summary>What a failure's HTTP status must be; null where it tells nothing.</summary>
    public abstract int? HttpStatus(CaseExpectation expected);

    protected abstract bool CanCarry(ConformanceCase @case);
}
