using Fastchat.Rpc.Calls;
using Google.Protobuf;
using Grpc.Core;

namespace Fastchat.Governance.Overload;

/// <summary>
/// One call while it waits: (1) from when its caller is known until its limits have let it through, (2) from when its request
/// has been read until its model is asked. Not while the request is being read: a caller that sends slowly must not take the
/// place of those that wait for the server.
/// </summary>
public sealed class WaitingCall : CallObserver, IDisposable
{
    private readonly OverloadGate _gate;
    private bool _waits;
    private bool _isIn;

    internal WaitingCall(OverloadGate gate)
    {
        _gate = gate;
        Enter();
    }

    /// <summary>The call has been let in; its model is about to be asked. For calls that nobody counts this does nothing.</summary>
    public static void LetIn(ServerCallContext context)
    {
        if ((context as ServerCall)?.Observer<WaitingCall>() is not { } call) return;
        call._isIn = true;
        call.Pause();
    }

    /// <inheritdoc />
    public override ValueTask OnRequestAsync(IMessage message)
    {
        if (!_isIn) Enter();
        return default;
    }

    /// <summary>It waits for its caller now.</summary>
    internal void Pause()
    {
        if (!_waits) return;
        _waits = false;
        _gate.Leave();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _isIn = true;
        Pause();
    }

    private void Enter()
    {
        if (_waits) return;
        _waits = true;
        _gate.Enter();
    }
}
