using System.Globalization;
using Grpc.Core;

namespace Fastchat.Rpc.Client.Retries;

/// <summary>What a server says of further attempts. Source: gRFC A6, "Pushback".</summary>
/// <param name="Wait">How long to wait before the next one; null if there shall be none.</param>
internal sealed record Pushback(TimeSpan? Wait)
{
    private const string Key = "grpc-retry-pushback-ms";

    /// <summary>What the trailers say; null if they say nothing. What cannot be read asks for no further attempt.</summary>
    public static Pushback? Read(Metadata trailers)
    {
        var values = trailers.GetAll(Key).ToArray();
        if (values.Length == 0) return null;
        return values.Length == 1 && int.TryParse(values[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            ? new Pushback(TimeSpan.FromMilliseconds(milliseconds))
            : new Pushback(Wait: null);
    }
}
