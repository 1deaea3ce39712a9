using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Fastchat.Rpc.Calls;

/// <summary>
/// The end of calls when the host stops. Kestrel takes no new ones and lets those under way end; shortly before the host's
/// patience is over, what still runs is ended here, so that callers read UNAVAILABLE and not a connection that broke.
/// </summary>
internal sealed class CallDrain : IDisposable
{
    /// <summary>The reason of <see cref="Fault"/>.</summary>
    public const string Reason = "SHUTTING_DOWN";

    // The rest of the time is for the handlers to leave and for the last bytes.
    private const double Share = 0.8;

    private readonly CancellationTokenSource _over;

    public CallDrain(IHostApplicationLifetime lifetime, IOptions<HostOptions> host, RpcOptions options)
    {
        _over = new CancellationTokenSource(Timeout.InfiniteTimeSpan, options.Clock);
        var patience = host.Value.ShutdownTimeout;
        if (patience != Timeout.InfiniteTimeSpan) lifetime.ApplicationStopping.Register(() => _over.CancelAfter(patience * Share));
    }

    /// <summary>What the callers read.</summary>
    public static RpcFault Fault { get; } = new(StatusCode.Unavailable, "The server is shutting down.") { Reason = Reason };

    /// <summary>Fires when calls must end.</summary>
    public CancellationToken Over => _over.Token;

    public void Dispose() => _over.Dispose();
}
