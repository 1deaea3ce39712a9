using System.Net.Sockets;
using System.Text;
using Fastchat.LoadTests.Calls;

namespace Fastchat.LoadTests.Lab;

/// <summary>Asks for a run's events over HTTP/1.1 and never reads one.</summary>
internal sealed class StalledReader : IDisposable
{
    private const int ReceiveBuffer = 4096;

    private readonly Socket _socket;

    private StalledReader(Socket socket) => _socket = socket;

    /// <summary>Opens many, a few at a time: a server takes in only so many in one go.</summary>
    public static async Task<IReadOnlyList<StalledReader>> OpenAsync(int count, int port, string run, string key)
    {
        var request = Encoding.ASCII.GetBytes($"GET /v1/runs/{run}/events HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer {key}\r\n\r\n");
        var readers = new List<StalledReader>(count);
        while (readers.Count < count)
        {
            var socket = CallConnection.Open(port, ReceiveBuffer);
            readers.Add(new StalledReader(socket));
            socket.Send(request);
            if (readers.Count % 100 == 0) await Task.Delay(20);
        }

        return readers;
    }

    /// <summary>Reads all that comes now; whether that ends before the run's last event does.</summary>
    public async Task<bool> WasCutAsync()
    {
        var buffer = new byte[64 * 1024];
        var tail = "";
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            while (await _socket.ReceiveAsync(buffer, patience.Token) is > 0 and var count)
            {
                tail = string.Concat(tail, Encoding.ASCII.GetString(buffer, 0, count));
                if (tail.Contains("event: complete", StringComparison.Ordinal)) return false;
                tail = tail[Math.Max(0, tail.Length - 32)..];
            }
        }
        catch (SocketException)
        {
            // The server has reset it.
        }
        catch (OperationCanceledException)
        {
            // Neither more nor an end: it is held for nothing.
            return false;
        }

        return true;
    }

    public void Dispose() => _socket.Dispose();
}
