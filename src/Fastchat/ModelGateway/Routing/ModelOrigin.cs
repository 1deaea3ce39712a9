using Fastchat.ModelGateway.Metering;

namespace Fastchat.ModelGateway.Routing;

/// <summary>Who really answers.</summary>
/// <param name="Name">The registered model: the one asked for, or a fallback of it.</param>
/// <param name="Provider">The provider.</param>
/// <param name="Model">The model's name there.</param>
public sealed record ModelOrigin(string Name, string Provider, string Model)
{
    /// <summary>What the registry says it costs; null where the installation's prices say it.</summary>
    public ModelPrice? Price { get; init; }

    /// <summary>Who was asked too, was slower, and has read the question for nothing; null for nobody.</summary>
    public ModelOrigin? Beaten { get; init; }
}
