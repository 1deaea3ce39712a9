namespace Grpc.Core.Interceptors;

/// <summary>Changes the metadata that calls send.</summary>
internal sealed class MetadataInterceptor(Func<Metadata, Metadata> change) : ContextInterceptor
{
    protected override ClientInterceptorContext<TRequest, TResponse> Change<TRequest, TResponse>(ClientInterceptorContext<TRequest, TResponse> context)
    {
        // A copy: one caller may use the same metadata for many calls.
        var copy = new Metadata();
        foreach (var entry in context.Options.Headers ?? Metadata.Empty) copy.Add(entry);
        return new(context.Method, context.Host, context.Options.WithHeaders(change(copy)));
    }
}
