using Google.Protobuf;
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
        call.ThrowIfOver();
        _current = (T?)await ReadAsync(cancellationToken);
        return _current is not null;
    }

    private ValueTask<IMessage?> ReadAsync(CancellationToken cancellationToken) =>
        cancellationToken.CanBeCanceled && cancellationToken != call.CancellationToken ? ReadUntilAsync(cancellationToken) : call.ReceiveAsync(call.CancellationToken);

    // A token of the service's own ends this read; the deadline and the caller who leaves still do as well.
    private async ValueTask<IMessage?> ReadUntilAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, call.CancellationToken);
        return await call.ReceiveAsync(either.Token);
    }
}
