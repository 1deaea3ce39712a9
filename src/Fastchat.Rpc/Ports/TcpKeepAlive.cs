using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Fastchat.Rpc.Ports;

/// <summary>
/// Lets the operating system find peers that vanished without a word. HTTP/2 has pings for that; an upload by HTTP/1.1 whose
/// peer is gone would otherwise be waited for without end, since a stream of requests has no pace.
/// </summary>
internal static class TcpKeepAlive
{
    private const int Probes = 3;

    /// <summary>Asks for it on each connection of a port, at the pace of HTTP/2's pings.</summary>
    public static void UseTcpKeepAlive(this ListenOptions listen) => listen.Use(next => connection =>
    {
        if (connection.Features.Get<IConnectionSocketFeature>() is { Socket: var socket }) Ask(socket, listen.KestrelServerOptions.Limits.Http2);
        return next(connection);
    });

    private static void Ask(Socket socket, Http2Limits pings)
    {
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, Seconds(pings.KeepAlivePingDelay));
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, Seconds(pings.KeepAlivePingTimeout / Probes));
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Probes);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Gone before it was served, or no socket of TCP.
        }
    }

    private static int Seconds(TimeSpan time) => (int)Math.Clamp(Math.Ceiling(time.TotalSeconds), 1, 32767);
}
