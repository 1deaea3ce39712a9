using Google.Protobuf;

namespace Fastchat.Rpc.Calls;

/// <summary>Sees the messages of one call on their way between wire and service, whatever protocol they came by.</summary>
public abstract class CallObserver
{
    /// <summary>A request has been read; the service gets it when this is done.</summary>
    public virtual ValueTask OnRequestAsync(IMessage message) => default;

    /// <summary>A response is about to be written, and is when this is done.</summary>
    public virtual ValueTask OnResponseAsync(IMessage message) => default;
}
