using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Fastchat.Rpc.Calls;

/// <summary>
/// A call that came as one message of a stream: of another method, in the name of the stream's caller, and served as if it had
/// come by itself, with all interceptors in front. It has the stream's headers and peer; its responses go where the stream's
/// service wants them, and it may end while the stream goes on. It ends with the stream at the latest.
/// </summary>
public sealed class InnerCall : ServerCall
{
    private readonly ServerCall _outer;
    private readonly Func<IMessage, CancellationToken, ValueTask> _tell;
    private IMessage? _request;
    private RpcFault? _fault;

    /// <param name="outer">The stream.</param>
    /// <param name="method">The method that is called; one that takes a single request.</param>
    /// <param name="request">The request.</param>
    /// <param name="tell">Takes each response, or gives up with the call; the next is not made before it has.</param>
    /// <param name="stop">Ends the call as if its caller had left.</param>
    /// <exception cref="ArgumentException">The method is not served here.</exception>
    public InnerCall(ServerCall outer, MethodDescriptor method, IMessage request, Func<IMessage, CancellationToken, ValueTask> tell, CancellationToken stop)
        : base(outer.Http, outer.RpcMethod.Host!.Of(method))
    {
        _outer = outer;
        _request = request;
        _tell = tell;
        Link(outer.CancellationToken, stop);
    }

    /// <summary>Serves the call to its end.</summary>
    /// <returns>What it failed with; null when it went well, and when nobody is left to tell.</returns>
    public async Task<RpcFault?> CallAsync()
    {
        await RunAsync(_outer.Failures!);
        return _fault;
    }

    /// <summary>Nothing: the stream's headers have left.</summary>
    public override void SetResponseHeader(string name, string value)
    {
    }

    /// <inheritdoc />
    public override bool TrySetResponseHeader(string name, string value) => false;

    /// <inheritdoc />
    protected override DateTime DeadlineCore => _outer.Deadline;

    /// <inheritdoc />
    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => Task.CompletedTask;

    internal override ValueTask<IMessage?> ReadAsync(CancellationToken cancellationToken)
    {
        var request = _request;
        _request = null;
        return new ValueTask<IMessage?>(request);
    }

    internal override ValueTask WriteAsync(IMessage message, WriteFlags flags) => _tell(message, CancellationToken);

    internal override ValueTask FlushAsync() => default;

    /// <inheritdoc />
    protected override ValueTask StartResponseAsync() => default;

    /// <inheritdoc />
    protected override ValueTask FinishAsync(RpcFault? fault)
    {
        _fault = fault;
        return default;
    }
}
