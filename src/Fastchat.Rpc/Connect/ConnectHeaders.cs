using System.Globalization;
using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Grpc;

namespace Fastchat.Rpc.Connect;

/// <summary>Names and values of Connect's headers. Source: Connect protocol, version 1.</summary>
internal static class ConnectHeaders
{
    /// <summary>Content types of streams begin so.</summary>
    public const string StreamPrefix = "application/connect+";

    /// <summary>Content types of unary calls begin so.</summary>
    public const string UnaryPrefix = "application/";

    /// <summary>Trailers of unary calls are headers with this prefix.</summary>
    public const string TrailerPrefix = "trailer-";

    private const string Timeout = "connect-timeout-ms";
    private const string Version = "connect-protocol-version";

    /// <summary>Refuses other versions of the protocol; a call may leave its version out, as people with curl do.</summary>
    /// <exception cref="RpcFaultException">The header names another version than 1.</exception>
    public static void CheckVersion(string? value)
    {
        if (value is not (null or "1"))
            throw new RpcFaultException(RpcFault.InvalidArgument($"{Version} is '{value}'; this server speaks 1.", Version));
    }

    /// <summary>Lets the call end in the time its header allows.</summary>
    /// <exception cref="RpcFaultException">The header is malformed.</exception>
    public static TimeSpan? ReadTimeout(string? value, string name = Timeout)
    {
        if (string.IsNullOrEmpty(value)) return null;
        if (value.Length > 10 || !long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds))
            throw new RpcFaultException(RpcFault.InvalidArgument($"{name} '{value}' is malformed; it takes up to ten digits.", name));
        var timeout = TimeSpan.FromMilliseconds(Math.Max(1, milliseconds));
        return timeout < GrpcTimeout.Longest ? timeout : GrpcTimeout.Longest;
    }
}
