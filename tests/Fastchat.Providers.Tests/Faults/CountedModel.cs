using Fastchat.ModelGateway;

namespace Fastchat.Providers.Faults;

/// <summary>Counts how often a model is asked.</summary>
internal sealed class CountedModel(IChatModel model) : IChatModel
{
    private int _asked;

    public int Asked => Volatile.Read(ref _asked);

    public IAsyncEnumerable<ModelDelta> StreamAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _asked);
        return model.StreamAsync(request, cancellationToken);
    }
}
