namespace Grpc.Core;

/// <summary>Adds metadata that proves who calls; asked afresh for every attempt of a call.</summary>
/// <param name="context">What is called.</param>
/// <param name="metadata">Where the metadata goes.</param>
public delegate Task AsyncAuthInterceptor(AuthInterceptorContext context, Metadata metadata);

/// <summary>Makes metadata for each call, for example a token that is renewed.</summary>
public sealed class CallCredentials
{
    private readonly AsyncAuthInterceptor[] _interceptors;

    private CallCredentials(AsyncAuthInterceptor[] interceptors) => _interceptors = interceptors;

    /// <summary>Credentials from a function that adds to a call's metadata.</summary>
    public static CallCredentials FromInterceptor(AsyncAuthInterceptor interceptor)
    {
        ArgumentNullException.ThrowIfNull(interceptor);
        return new([interceptor]);
    }

    /// <summary>Credentials that apply several, in order.</summary>
    public static CallCredentials Compose(params CallCredentials[] credentials) => new([.. credentials.SelectMany(c => c._interceptors)]);

    /// <summary>Adds the metadata of these credentials.</summary>
    /// <param name="context">What is called.</param>
    /// <param name="metadata">Where the metadata goes.</param>
    public async Task ApplyAsync(AuthInterceptorContext context, Metadata metadata)
    {
        foreach (var interceptor in _interceptors) await interceptor(context, metadata);
    }
}
