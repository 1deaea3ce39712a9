using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway.Registry;

namespace Fastchat.ModelGateway.Routing;

/// <summary>A call of a model that answers whole, such as one that embeds or ranks: its targets in their order, each within the model's time.</summary>
/// <param name="registry">The world that the call sees.</param>
/// <param name="model">The model that was asked for.</param>
/// <param name="clock">The clock of time limits.</param>
internal sealed class TargetWalk(RegistrySnapshot registry, RegisteredModel model, TimeProvider clock)
{
    /// <summary>The answer of the first target that gives one.</summary>
    /// <exception cref="FastchatException">What the last target failed with, or what no other target would mend.</exception>
    public async Task<T> FirstAsync<T>(Func<IModelProvider, ModelTarget, Task<T>> ask)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                return await ask(ProviderOf(model.Targets[i]), model.Targets[i]);
            }
            catch (FastchatException e) when (i + 1 < model.Targets.Count && FailureCauses.Of(e) is not null)
            {
                // The next one may do better.
            }
        }
    }

    /// <summary>Waits for an answer as long as the model may take to begin one.</summary>
    /// <exception cref="FastchatException">UPSTREAM_TIMEOUT.</exception>
    public async Task<T> InTimeAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        var limit = model.Timeouts.FirstToken;
        using var patience = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return await ask(either.Token);
        }
        catch (OperationCanceledException e) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new FastchatException(ErrorReason.UpstreamTimeout, $"The model's provider did not answer within {limit.TotalSeconds:0} seconds.", inner: e);
        }
    }

    private IModelProvider ProviderOf(ModelTarget target) => registry.Providers.GetValueOrDefault(target.Provider)
        ?? throw new FastchatException(ErrorReason.ProviderNotFound, $"There is no provider '{target.Provider}', which the model '{model.Name}' names.", "model");
}
