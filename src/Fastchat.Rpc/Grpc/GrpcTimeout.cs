using System.Globalization;
using Fastchat.Rpc.Calls;

namespace Fastchat.Rpc.Grpc;

/// <summary>The <c>grpc-timeout</c> header: up to eight digits and a unit. Source: gRPC over HTTP/2, "Timeout".</summary>
internal static class GrpcTimeout
{
    /// <summary>Header name.</summary>
    public const string Header = "grpc-timeout";

    /// <summary>The longest time a timer can wait; longer means as good as never.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(40);

    /// <summary>The time, or null when there is none.</summary>
    /// <exception cref="RpcFaultException">The header is malformed.</exception>
    public static TimeSpan? Parse(string? value)
    {
        if (string.IsNullOrEmpty(value)) return null;
        if (value.Length is < 2 or > 9 || !long.TryParse(value.AsSpan(0, value.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var amount))
            throw Malformed(value);
        var ticks = value[^1] switch
        {
            'H' => amount * (double)TimeSpan.TicksPerHour,
            'M' => amount * (double)TimeSpan.TicksPerMinute,
            'S' => amount * (double)TimeSpan.TicksPerSecond,
            'm' => amount * (double)TimeSpan.TicksPerMillisecond,
            'u' => amount * (double)TimeSpan.TicksPerMicrosecond,
            'n' => amount / 100d,
            _ => throw Malformed(value),
        };
        return ticks >= Longest.Ticks ? Longest : TimeSpan.FromTicks(Math.Max(1, (long)ticks));
    }

    private static RpcFaultException Malformed(string value) =>
        new(RpcFault.InvalidArgument($"{Header} '{value}' is malformed; it takes up to eight digits and one of H, M, S, m, u, n.", Header));
}
