using Grpc.Core;

namespace Fastchat.Testing;

/// <summary>The context of a call that came by no wire.</summary>
/// <param name="cancellationToken">Fires when its caller goes away.</param>
public sealed class FakeCallContext(CancellationToken cancellationToken) : ServerCallContext
{
    /// <inheritdoc />
    protected override string MethodCore => "/tests/Call";

    /// <inheritdoc />
    protected override string HostCore => "localhost";

    /// <inheritdoc />
    protected override string PeerCore => "unknown";

    /// <inheritdoc />
    protected override DateTime DeadlineCore => DateTime.MaxValue;

    /// <inheritdoc />
    protected override Metadata RequestHeadersCore { get; } = [];

    /// <inheritdoc />
    protected override CancellationToken CancellationTokenCore => cancellationToken;

    /// <inheritdoc />
    protected override Metadata ResponseTrailersCore { get; } = [];

    /// <inheritdoc />
    protected override Status StatusCore { get; set; }

    /// <inheritdoc />
    protected override WriteOptions? WriteOptionsCore { get; set; }

    /// <inheritdoc />
    protected override IDictionary<object, object> UserStateCore { get; } = new Dictionary<object, object>();

    /// <inheritdoc />
    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => Task.CompletedTask;
}
