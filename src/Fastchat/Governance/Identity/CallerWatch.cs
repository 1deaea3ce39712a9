using Fastchat.Rpc.Calls;
using Google.Protobuf;

namespace Fastchat.Governance.Identity;

/// <summary>Looks a stream's caller up again at each of his messages: a key that is revoked meanwhile gets no further.</summary>
/// <param name="know">Looks him up; refuses whom nobody knows any more.</param>
internal sealed class CallerWatch(Func<ValueTask> know) : CallObserver
{
    /// <inheritdoc />
    public override ValueTask OnRequestAsync(IMessage message) => know();
}
