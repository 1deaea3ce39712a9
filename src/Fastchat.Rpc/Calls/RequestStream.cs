using Grpc.Core;

namespace Fastchat.Rpc.Calls;

/// <summary>A call's requests as a service reads them.</summary>
internal sealed class RequestStream<T>(ServerCall call) : IAsyncStreamReader<T> where T : class
{
    private T? _current;

    public T Current => _current ?? throw new InvalidOperationException("MoveNext has found no message.");

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _current = (T?)await call.ReadAsync(cancellationToken);
        return _current is not null;
    }
}
