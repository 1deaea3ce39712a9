namespace Grpc.Core;

/// <summary>How a channel is secured, and the credentials that all its calls carry.</summary>
public sealed class ChannelCredentials
{
    private ChannelCredentials(bool isSecure, CallCredentials? callCredentials)
    {
        IsSecure = isSecure;
        CallCredentials = callCredentials;
    }

    /// <summary>No TLS: addresses begin with <c>http</c>.</summary>
    public static ChannelCredentials Insecure { get; } = new(isSecure: false, null);

    /// <summary>TLS: addresses begin with <c>https</c>.</summary>
    public static ChannelCredentials SecureSsl { get; } = new(isSecure: true, null);

    /// <summary>Whether the channel uses TLS.</summary>
    public bool IsSecure { get; }

    /// <summary>What all calls of the channel carry; null for nothing.</summary>
    public CallCredentials? CallCredentials { get; }

    /// <summary>A channel's credentials with what its calls carry, added to what they carry already.</summary>
    public static ChannelCredentials Create(ChannelCredentials channelCredentials, CallCredentials callCredentials) => new(
        channelCredentials.IsSecure,
        channelCredentials.CallCredentials is { } before ? CallCredentials.Compose(before, callCredentials) : callCredentials);
}
