using System.Runtime.CompilerServices;
using Grpc.Core;

namespace Fastchat.Client;

/// <summary>Makes calls of generated clients behave as this package promises: time-outs by option, failures as <see cref="FastchatApiException"/>.</summary>
internal sealed class ApiCalls(FastchatClientOptions options)
{
    /// <summary>Makes a call with one answer.</summary>
    public async Task<T> CallAsync<T>(Func<CallOptions, AsyncUnaryCall<T>> start, CancellationToken cancellationToken)
    {
        DateTime? deadline = options.Timeout is { } timeout ? (options.TimeProvider.GetUtcNow() + timeout).UtcDateTime : null;
        try
        {
            using var call = start(new CallOptions(deadline: deadline, cancellationToken: cancellationToken));
            return await call;
        }
        catch (RpcException exception)
        {
            throw Translate(exception, cancellationToken);
        }
    }

    /// <summary>Makes a call and reads its stream; leaving the loop early cancels the call at the server too.</summary>
    public static async IAsyncEnumerable<T> StreamAsync<T>(
        Func<CallOptions, AsyncServerStreamingCall<T>> start, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var call = start(new CallOptions(cancellationToken: cancellationToken));
        while (await MoveNextAsync(call, cancellationToken)) yield return call.ResponseStream.Current;
    }

    /// <summary>What a failed call throws: the caller's own cancellation in .NET's way, all else as the API's error.</summary>
    public static Exception Translate(RpcException exception, CancellationToken cancellationToken) =>
        exception.StatusCode == StatusCode.Cancelled && cancellationToken.IsCancellationRequested
            ? new OperationCanceledException(exception.Status.Detail, exception, cancellationToken)
            : ApiErrors.FromCall(exception);

    private static async Task<bool> MoveNextAsync<T>(AsyncServerStreamingCall<T> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call.ResponseStream.MoveNext(cancellationToken);
        }
        catch (RpcException exception)
        {
            throw Translate(exception, cancellationToken);
        }
    }
}
