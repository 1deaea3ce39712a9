namespace Fastchat.ModelGateway.Parameters;

/// <summary>A request as a model can serve it.</summary>
/// <param name="Request">The request.</param>
/// <param name="Dropped">The parameters that were left out, in no model's words but OpenAI's.</param>
public sealed record FittedRequest(ModelRequest Request, IReadOnlyList<string> Dropped);
