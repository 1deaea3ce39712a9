using System.Runtime.CompilerServices;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway.Formats;
using Fastchat.ModelGateway.Parameters;
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
    public RegisteredModel Describe(string name) => Find(registry.Current, name);

    /// <summary>Refuses what <see cref="StreamAsync"/> would refuse, as far as it shows before a model is asked.</summary>
    /// <exception cref="FastchatException">MODEL_NOT_FOUND, PARAMETER_UNSUPPORTED or CONTEXT_LENGTH_EXCEEDED.</exception>
    public void Check(ModelRequest request) => ParameterFit.Fit(Find(registry.Current, request.Parameters.Model), request);

    /// <summary>Lets a model answer. Nothing is done before the first delta is asked for.</summary>
    /// <exception cref="FastchatException">What the request or the model is refused for.</exception>
    public IAsyncEnumerable<ModelDelta> StreamAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        // (1) Find the model.
        var world = registry.Current;
        var model = Find(world, request.Parameters.Model);

        // (2) Fit the parameters to what it can do.
        var (fitted, dropped) = ParameterFit.Fit(model, request);

        // (4) Route.
        var answer = router.StreamAsync(world, model, fitted, cancellationToken);

        // (5) Hold the answer to its format.
        if (AnswerFormat.Of(fitted.Parameters) is { } format) answer = FormatGuard.HoldAsync(format, answer, cancellationToken);
        return dropped.Count == 0 ? answer : TellAsync(dropped, answer, cancellationToken);
    }

    private static async IAsyncEnumerable<ModelDelta> TellAsync(IReadOnlyList<string> dropped, IAsyncEnumerable<ModelDelta> answer, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return new ModelDelta { Dropped = dropped };
        await foreach (var delta in answer.WithCancellation(cancellationToken)) yield return delta;
    }

    private static RegisteredModel Find(RegistrySnapshot world, string name)
    {
        if (name.Length == 0) throw FastchatException.MissingField("model");
        return world.Find(name) ?? throw new FastchatException(ErrorReason.ModelNotFound, $"There is no model '{name}'. GET /v1/models lists those on offer.", "model");
    }
}
