namespace Fastchat.ModelGateway.Routing;

/// <summary>How a provider stands.</summary>
/// <param name="Provider">Its name.</param>
/// <param name="IsFailing">Whether it is left alone because it fails.</param>
/// <param name="UnderWay">Answers under way.</param>
/// <param name="Waiting">Calls that wait for a place.</param>
public sealed record ProviderState(string Provider, bool IsFailing, int UnderWay, int Waiting);
