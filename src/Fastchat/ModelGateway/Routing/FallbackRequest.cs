using Fastchat.ModelGateway.Registry;

namespace Fastchat.ModelGateway.Routing;

/// <summary>A request as another model gets it: its parameters fitted to what that model can do.</summary>
/// <param name="model">The model that would answer instead.</param>
/// <param name="request">The request to the model that was asked for.</param>
/// <returns>The request; null when this model must not answer this caller.</returns>
/// <exception cref="Foundation.FastchatException">The model cannot do what is asked; it is passed over.</exception>
public delegate ModelRequest? FallbackRequest(RegisteredModel model, ModelRequest request);
