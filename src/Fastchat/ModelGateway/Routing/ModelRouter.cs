using Fastchat.Foundation;
using Fastchat.ModelGateway.Registry;
using Microsoft.Extensions.Logging;

namespace Fastchat.ModelGateway.Routing;

/// <summary>
/// Chooses the target of each call, repeats what may pass, falls back on other models, and holds all of it to the model's
/// times; all of that only before the first delta has left.
/// </summary>
public sealed class ModelRouter(ProviderGuards guards, RoutingMetrics metrics, TimeProvider clock, ILogger<ModelRouter> logger) : IDisposable
{
    private readonly StreamWatch _watch = new(clock);

    /// <summary>Where chance comes from; tests give their own.</summary>
    internal Random Random { get; init; } = Random.Shared;

    /// <summary>Lets a model answer. The first delta, and the first after a switch, says who does and nothing else.</summary>
    /// <param name="registry">The world that the call sees.</param>
    /// <param name="model">The model that was asked for.</param>
    /// <param name="request">What it is asked, fitted to it; the name in its parameters becomes the target's.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <param name="fit">Fits the request to a fallback; null to ask it as it is.</param>
    /// <exception cref="FastchatException">
    /// Before the first delta: why nobody answers. After it: UPSTREAM_STREAM_BROKEN, UPSTREAM_TIMEOUT or CONTENT_REFUSED with
    /// <see cref="FastchatException.Delivered"/>.
    /// </exception>
    public IAsyncEnumerable<ModelDelta> StreamAsync(
        RegistrySnapshot registry, RegisteredModel model, ModelRequest request, CancellationToken cancellationToken, FallbackRequest? fit = null)
    {
        var call = new CallScope(registry, guards, _watch, metrics, clock, Random, logger);
        return new RoutedCall(call, model, request, fit).StreamAsync(cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose() => _watch.Dispose();
}
