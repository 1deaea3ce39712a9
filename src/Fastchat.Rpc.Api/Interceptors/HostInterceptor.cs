namespace Grpc.Core.Interceptors;

/// <summary>Names the host of <see cref="ClientBase{T}.WithHost"/>, where the caller names none.</summary>
internal sealed class HostInterceptor(string host) : ContextInterceptor
{
    protected override ClientInterceptorContext<TRequest, TResponse> Change<TRequest, TResponse>(ClientInterceptorContext<TRequest, TResponse> context) =>
        new(context.Method, context.Host ?? host, context.Options);
}
