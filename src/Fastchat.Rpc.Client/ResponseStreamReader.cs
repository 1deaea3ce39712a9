using Grpc.Core;

namespace Fastchat.Rpc.Client;

/// <summary>Reads the responses of a call.</summary>
internal sealed class ResponseStreamReader<TResponse>(RpcCall<TResponse> call) : IAsyncStreamReader<TResponse>
    where TResponse : class
{
    private TResponse? _current;
    private int _isReading;

    public TResponse Current => _current ?? throw new InvalidOperationException("There is no current message: MoveNext has not been called or has found the end.");

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isReading, 1) == 1) throw new InvalidOperationException("The read before has not ended: await it first.");

        // Half a frame cannot be put back, so giving up a read gives up the call.
        using var registration = cancellationToken.UnsafeRegister(static call => ((RpcCall<TResponse>)call!).Cancel(), call);
        try
        {
            _current = null;
            _current = await call.ReadAsync();
            return _current is not null;
        }
        finally
        {
            Volatile.Write(ref _isReading, 0);
        }
    }
}
