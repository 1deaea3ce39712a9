namespace Grpc.Core;

/// <summary>The outcome of a call. Source: gRPC "Status codes and their use".</summary>
public enum StatusCode
{
    /// <summary>Not an error.</summary>
    OK = 0,

    /// <summary>The caller gave the call up.</summary>
    Cancelled = 1,

    /// <summary>An error that has no better code.</summary>
    Unknown = 2,

    /// <summary>The request cannot be served whatever the state of the system.</summary>
    InvalidArgument = 3,

    /// <summary>The time the caller allowed is over; the work may have been done nevertheless.</summary>
    DeadlineExceeded = 4,

    /// <summary>What was asked for does not exist.</summary>
    NotFound = 5,

    /// <summary>What was to be made exists.</summary>
    AlreadyExists = 6,

    /// <summary>The caller is known and may not do this.</summary>
    PermissionDenied = 7,

    /// <summary>A limit has been reached.</summary>
    ResourceExhausted = 8,

    /// <summary>The system is not in the state the call needs.</summary>
    FailedPrecondition = 9,

    /// <summary>The call lost against another, or was interrupted.</summary>
    Aborted = 10,

    /// <summary>Past the valid range.</summary>
    OutOfRange = 11,

    /// <summary>The method is not there.</summary>
    Unimplemented = 12,

    /// <summary>An invariant broke: the server is at fault.</summary>
    Internal = 13,

    /// <summary>The service cannot be reached now; repeating with backoff may help.</summary>
    Unavailable = 14,

    /// <summary>Data is lost or corrupt for good.</summary>
    DataLoss = 15,

    /// <summary>The caller is not known.</summary>
    Unauthenticated = 16,
}
