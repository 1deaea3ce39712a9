namespace Grpc.Core;

/// <summary>The outcome of a call: a code and words for people.</summary>
public readonly struct Status
{
    /// <summary>Success without words.</summary>
    public static readonly Status DefaultSuccess = new(StatusCode.OK, "");

    /// <summary>Cancellation without words.</summary>
    public static readonly Status DefaultCancelled = new(StatusCode.Cancelled, "");

    private readonly string? _detail;

    /// <summary>A status with its words; <paramref name="debugException"/> never leaves the process.</summary>
    public Status(StatusCode statusCode, string detail, Exception? debugException = null)
    {
        StatusCode = statusCode;
        _detail = detail;
        DebugException = debugException;
    }

    /// <summary>The code.</summary>
    public StatusCode StatusCode { get; }

    /// <summary>The words; never null.</summary>
    public string Detail => _detail ?? "";

    /// <summary>What caused it on this side; for logs.</summary>
    public Exception? DebugException { get; }

    /// <inheritdoc />
    public override string ToString() => $"Status(StatusCode=\"{StatusCode}\", Detail=\"{Detail}\")";
}
