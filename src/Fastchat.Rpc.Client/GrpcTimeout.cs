using System.Globalization;

namespace Fastchat.Rpc.Client;

/// <summary>Writes the <c>grpc-timeout</c> header: at most eight digits and a unit. Source: gRPC over HTTP/2, "Timeout".</summary>
internal static class GrpcTimeout
{
    private const long LargestValue = 99_999_999;

    /// <summary>
    /// In the finest unit that fits, from milliseconds up; rounded up, so that the server never gives up before the caller.
    /// </summary>
    public static string Format(TimeSpan timeout)
    {
        var ticks = Math.Max(timeout.Ticks, 1);
        return TryFormat(ticks, TimeSpan.TicksPerMillisecond, 'm')
            ?? TryFormat(ticks, TimeSpan.TicksPerSecond, 'S')
            ?? TryFormat(ticks, TimeSpan.TicksPerMinute, 'M')
            ?? TryFormat(ticks, TimeSpan.TicksPerHour, 'H')!;
    }

    private static string? TryFormat(long ticks, long unit, char name)
    {
        var value = ((ticks - 1) / unit) + 1;
        return value <= LargestValue ? string.Create(CultureInfo.InvariantCulture, $"{value}{name}") : null;
    }
}
