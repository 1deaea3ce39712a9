using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway.Registry;
using Fastchat.ModelGateway.Routing;

namespace Fastchat.ModelGateway;

/// <summary>
/// Many models behind one calm face. A call: (1) find the model, (2) fit the parameters to what it can do, (3) look for a
/// kept answer, (4) route, with fallback before the first delta only, (5) hold the answer to its format.
/// </summary>
public sealed class Gateway(ModelRegistry registry, ModelRouter router)
{
    /// <summary>The models on offer, by name.</summary>
    public IReadOnlyList<RegisteredModel> List() => registry.Current.List();

    /// <summary>What is known of a model.</summary>
    /// <exception cref="FastchatException">MISSING_FIELD or MODEL_NOT_FOUND.</exception>
    public RegisteredModel Describe(string name) => name.Length == 0 ? throw FastchatException.MissingField("model") : registry.Current.Describe(name) ?? throw NotFound(name);

    /// <summary>Refuses a model that is not there, or not for a caller.</summary>
    /// <exception cref="FastchatException">MISSING_FIELD or MODEL_NOT_FOUND.</exception>
    public void Check(string name, ModelPermit permit) => Find(registry.Current.For(permit), name);

    /// <summary>Lets a model answer. Nothing is done before the first delta is asked for.</summary>
    /// <exception cref="FastchatException">What the request or the model is refused for.</exception>
    public IAsyncEnumerable<ModelDelta> StreamAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        // (1) Find the model.
        var world = registry.Current.For(request.Permit);
        var model = Find(world, request.Parameters.Model);

        // (4) Route.
        return router.StreamAsync(world, model, request, cancellationToken);
    }

    /// <summary>What is said of a model that is not there, or not for the caller.</summary>
    internal static FastchatException NotFound(string name) => new(ErrorReason.ModelNotFound, $"There is no model '{name}'. GET /v1/models lists those on offer.", "model");

    private static RegisteredModel Find(RegistrySnapshot world, string name)
    {
        if (name.Length == 0) throw FastchatException.MissingField("model");
        return world.Find(name) ?? throw NotFound(name);
    }
}
