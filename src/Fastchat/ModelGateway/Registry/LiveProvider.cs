namespace Fastchat.ModelGateway.Registry;

/// <summary>A provider that was made, and what for.</summary>
/// <param name="Entry">What the registry states.</param>
/// <param name="Provider">The provider.</param>
public sealed record LiveProvider(ProviderEntry Entry, IModelProvider Provider);
