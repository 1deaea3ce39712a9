namespace Fastchat.Rpc.Client.Endpoints;

/// <summary>A way to choose among the addresses that can be reached.</summary>
internal abstract class EndpointPicker
{
    /// <param name="usable">At least one, in the order in which the channel was given them.</param>
    public abstract Endpoint Pick(Endpoint[] usable);
}
