namespace Fastchat.Rpc.Client.Endpoints;

/// <summary>All in turn.</summary>
internal sealed class RoundRobinPicker : EndpointPicker
{
    private uint _calls;

    public override Endpoint Pick(Endpoint[] usable) => usable[(Interlocked.Increment(ref _calls) - 1) % (uint)usable.Length];
}
