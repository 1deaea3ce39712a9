using System.Net;
using System.Net.Sockets;

namespace Fastchat.LoadTests.Lab;

/// <summary>Ports that nobody uses.</summary>
internal static class FreePort
{
    /// <summary>One of the loopback address.</summary>
    public static int Find()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}
