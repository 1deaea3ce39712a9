namespace Grpc.Core;

/// <summary>Whether a channel's servers can be reached. Source: gRPC "Connectivity Semantics and API".</summary>
public enum ConnectivityState
{
    /// <summary>Nobody has called yet; the first call connects.</summary>
    Idle = 0,

    /// <summary>A connection is being tried.</summary>
    Connecting = 1,

    /// <summary>Calls go through.</summary>
    Ready = 2,

    /// <summary>The last connection failed; another is tried after a while.</summary>
    TransientFailure = 3,

    /// <summary>The channel takes no more calls.</summary>
    Shutdown = 4,
}
