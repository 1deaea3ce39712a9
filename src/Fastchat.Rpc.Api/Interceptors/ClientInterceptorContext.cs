namespace Grpc.Core.Interceptors;

/// <summary>The call that an interceptor sees.</summary>
/// <param name="method">What is called.</param>
/// <param name="host">The host the caller names; null for the channel's.</param>
/// <param name="options">What the caller asks of the call.</param>
public readonly struct ClientInterceptorContext<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options)
    where TRequest : class where TResponse : class
{
    /// <summary>What is called.</summary>
    public Method<TRequest, TResponse> Method { get; } = method;

    /// <summary>The host the caller names; null for the channel's.</summary>
    public string? Host { get; } = host;

    /// <summary>What the caller asks of the call.</summary>
    public CallOptions Options { get; } = options;
}
