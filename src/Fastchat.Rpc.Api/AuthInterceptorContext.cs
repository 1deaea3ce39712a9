namespace Grpc.Core;

/// <summary>What a call that credentials are asked for calls.</summary>
/// <param name="serviceUrl">The service's address, for example <c>https://chat.example/package.Service</c>: the audience of a token.</param>
/// <param name="methodName">The method, without its service.</param>
/// <param name="cancellationToken">Fires when the call ends.</param>
public sealed class AuthInterceptorContext(string serviceUrl, string methodName, CancellationToken cancellationToken = default)
{
    /// <summary>The service's address: the audience of a token.</summary>
    public string ServiceUrl { get; } = serviceUrl;

    /// <summary>The method, without its service.</summary>
    public string MethodName { get; } = methodName;

    /// <summary>Fires when the call ends.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;
}
