using System.Collections.Immutable;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Fastchat.Rpc.Health;

/// <summary>All states of one moment.</summary>
internal sealed class ServingSnapshot(ImmutableDictionary<string, bool> serving, bool isFinal)
{
    private readonly TaskCompletionSource _outdated = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether they take calls, by name.</summary>
    public ImmutableDictionary<string, bool> Serving { get; } = serving;

    /// <summary>Whether no other states will come.</summary>
    public bool IsFinal { get; } = isFinal;

    /// <summary>Ends when other states hold.</summary>
    public Task Outdated => _outdated.Task;

    /// <summary>One state; SERVICE_UNKNOWN for a name that is not known.</summary>
    public ServingStatus Of(string service) => Serving.TryGetValue(service, out var serving) ? Of(serving) : ServingStatus.ServiceUnknown;

    /// <summary>A state as the wire spells it.</summary>
    public static ServingStatus Of(bool serving) => serving ? ServingStatus.Serving : ServingStatus.NotServing;

    /// <summary>Tells those who wait.</summary>
    public void Outdate() => _outdated.TrySetResult();
}
