using Fastchat.ModelGateway.Registry;

namespace Fastchat.ModelGateway.Routing;

/// <summary>Chooses the target of each call.</summary>
public sealed class ModelRouter
{
    /// <summary>Lets a model answer.</summary>
    /// <param name="registry">The world that the call sees.</param>
    /// <param name="model">The model that was asked for.</param>
    /// <param name="request">What it is asked; the name in its parameters becomes the target's.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public IAsyncEnumerable<ModelDelta> StreamAsync(RegistrySnapshot registry, RegisteredModel model, ModelRequest request, CancellationToken cancellationToken)
    {
        var target = model.Targets[0];
        return registry.Providers[target.Provider].ChatModel(target.Model).StreamAsync(request.For(target.Model), cancellationToken);
    }
}
