using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Identity;
using Fastchat.Rpc.Calls;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Fastchat.Governance.Idempotency;

/// <summary>
/// A call whose request has a name: (1) when its request is read it takes hold of it, or answers as the first call was answered, (2) its
/// response is kept before it leaves, (3) when it fails, the request may be done again.
/// </summary>
internal sealed class IdempotentCall(ServerCall call, Caller caller, string name, IdempotencyStore store, TimeProvider clock) : CallObserver, IAsyncDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan BetweenRenewals = IdempotencyStore.Lease / 3;

    private readonly CancellationTokenSource _ended = new();
    private IdempotentRequest? _held;
    private Task _renewing = Task.CompletedTask;

    private TenantId Tenant => caller.Tenant!.Value;

    /// <inheritdoc />
    public override async ValueTask OnRequestAsync(IMessage message)
    {
        // A body may have chosen the streaming twin.
        if (call.RpcMethod.Type != MethodType.Unary)
        {
            throw FastchatException.InvalidValue(
                IdempotentRequest.Header, $"{IdempotentRequest.Header} must be absent for this stream, which cannot be joined; POST /v1/chat and POST /v1/responses take it for theirs.");
        }

        var request = IdempotentRequest.Of(caller, name, call.RpcMethod.FullName, message);
        for (var begun = clock.GetTimestamp(); ; await Task.Delay(BetweenLooks, clock, call.CancellationToken))
        {
            var claim = await store.ClaimAsync(Tenant, request, call.CancellationToken, caller.UserId);
            if (claim.IsMine)
            {
                _held = request;
                _renewing = RenewAsync(request);
                return;
            }

            if (claim.Answer is { } answer)
            {
                call.Answer(call.RpcMethod.Descriptor.OutputType.Parser.ParseFrom(answer));
                return;
            }

            if (claim.IsSecret) throw new FastchatException(ErrorReason.RequestDone, $"The request of this {IdempotentRequest.Header} was done; its answer holds a secret, which is shown once and not kept.", IdempotentRequest.Header);
            if (clock.GetElapsedTime(begun) > Patience) throw new FastchatException(ErrorReason.RequestInProgress, $"The request of this {IdempotentRequest.Header} is under way; repeat it later.", IdempotentRequest.Header);
        }
    }

    /// <inheritdoc />
    public override async ValueTask OnResponseAsync(IMessage message)
    {
        if (_held is not { } request) return;
        await store.AnswerAsync(Tenant, request, HoldsSecret(message.Descriptor) ? null : message.ToByteArray());
        _held = null;
    }

    /// <summary>The call is over; what it has not answered may be done again.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _renewing;
        _ended.Dispose();
        if (_held is { } request) await store.ForgetAsync(Tenant, request);
    }

    private async Task RenewAsync(IdempotentRequest request)
    {
        try
        {
            while (true)
            {
                await Task.Delay(BetweenRenewals, clock, _ended.Token);
                await store.RenewAsync(Tenant, request, _ended.Token);
            }
        }
        catch (Exception) when (_ended.IsCancellationRequested)
        {
            // The call is over.
        }
        catch (Storage.DatabaseUnavailableException)
        {
            // The call will find out by itself.
        }
    }

    // The contract marks secrets, on the response itself.
    private static bool HoldsSecret(MessageDescriptor response) => response.Fields.InDeclarationOrder().Any(f => f.GetOptions() is { DebugRedact: true });
}
