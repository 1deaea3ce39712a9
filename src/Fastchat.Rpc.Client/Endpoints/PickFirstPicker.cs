namespace Fastchat.Rpc.Client.Endpoints;

/// <summary>The first, and then the same for as long as it can be reached: an earlier one that comes back does not take the calls over.</summary>
internal sealed class PickFirstPicker : EndpointPicker
{
    private volatile Endpoint? _current;

    public override Endpoint Pick(Endpoint[] usable) =>
        _current is { } current && usable.Contains(current) ? current : _current = usable[0];
}
