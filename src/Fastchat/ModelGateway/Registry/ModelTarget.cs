namespace Fastchat.ModelGateway.Registry;

/// <summary>Where a registered model is really served.</summary>
/// <param name="Provider">The provider's name.</param>
/// <param name="Model">The model's name there.</param>
/// <param name="Weight">Its share of the calls beside the other targets, 0 to 1000; 0 takes none but when all others are unfit.</param>
public sealed record ModelTarget(string Provider, string Model, int Weight = 1);
