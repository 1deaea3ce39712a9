namespace Grpc.Core;

/// <summary>What a caller asks of one call.</summary>
public struct CallOptions
{
    /// <summary>Options of a call; what is absent is the channel's default.</summary>
    public CallOptions(Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default, WriteOptions? writeOptions = null, CallCredentials? credentials = null)
    {
        Headers = headers;
        Deadline = deadline;
        CancellationToken = cancellationToken;
        WriteOptions = writeOptions;
        Credentials = credentials;
    }

    /// <summary>Metadata to send.</summary>
    public Metadata? Headers { get; private set; }

    /// <summary>When the caller's patience ends (UTC); null for never.</summary>
    public DateTime? Deadline { get; private set; }

    /// <summary>Gives the call up.</summary>
    public CancellationToken CancellationToken { get; private set; }

    /// <summary>How requests are written.</summary>
    public WriteOptions? WriteOptions { get; private set; }

    /// <summary>Metadata made afresh for the call, for example a token.</summary>
    public CallCredentials? Credentials { get; private set; }

    /// <summary>A copy with other metadata.</summary>
    public readonly CallOptions WithHeaders(Metadata headers) => this with { Headers = headers };

    /// <summary>A copy with another deadline.</summary>
    public readonly CallOptions WithDeadline(DateTime deadline) => this with { Deadline = deadline };

    /// <summary>A copy with another token.</summary>
    public readonly CallOptions WithCancellationToken(CancellationToken cancellationToken) => this with { CancellationToken = cancellationToken };

    /// <summary>A copy with other write options.</summary>
    public readonly CallOptions WithWriteOptions(WriteOptions writeOptions) => this with { WriteOptions = writeOptions };

    /// <summary>A copy with other credentials.</summary>
    public readonly CallOptions WithCredentials(CallCredentials credentials) => this with { Credentials = credentials };
}

/// <summary>Makes metadata for each call, for example a token that is renewed.</summary>
public sealed class CallCredentials
{
    private CallCredentials(Func<Metadata, CancellationToken, Task> apply) => ApplyAsync = apply;

    /// <summary>Adds the metadata to a call's headers.</summary>
    public Func<Metadata, CancellationToken, Task> ApplyAsync { get; }

    /// <summary>Credentials from a function that adds to the call's headers.</summary>
    public static CallCredentials FromInterceptor(Func<Metadata, CancellationToken, Task> interceptor) => new(interceptor);
}
