using System.Net;
using System.Net.Sockets;

namespace Fastchat.Providers.Faults;

/// <summary>Passes bytes between a client and an upstream over TCP, and does to those on their way back what the plan says, on each connection anew.</summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly FaultPlan _plan;
    private readonly int _upstream;
    private readonly int _seed;
    private readonly List<Task> _connections = [];
    private readonly Task _accepting;

    public FaultProxy(int upstreamPort, FaultPlan plan, int seed)
    {
        (_upstream, _plan, _seed) = (upstreamPort, plan, seed);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        if (plan.Wire == WireFault.Refused) _listener.Stop();
        _accepting = plan.Wire == WireFault.Refused ? Task.CompletedTask : AcceptAsync();
    }

    /// <summary>Where it listens, or would.</summary>
    public int Port { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _connections.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It is over.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var upstream = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using (client)
        {
            client.NoDelay = true;
            try
            {
                await upstream.ConnectAsync(IPAddress.Loopback, _upstream, _stop.Token);
                var asking = PassAsync(client, upstream);
                if (await AnswerAsync(upstream, client)) upstream.Shutdown(SocketShutdown.Both);
                await asking;
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // One of the two is gone; so is the other then.
            }
        }
    }

    // The question; when the client goes away the upstream hears of it.
    private async Task PassAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _stop.Token) is > 0 and var count) await to.SendAsync(buffer.AsMemory(0, count), _stop.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Below.
        }

        to.Close();
    }

    private async Task<bool> AnswerAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        var left = _plan.Wire is WireFault.None or WireFault.Slices ? int.MaxValue : _plan.AtByte;
        while (await from.ReceiveAsync(buffer, _stop.Token) is > 0 and var count)
        {
            var before = Math.Min(left, count);
            await SendAsync(to, buffer.AsMemory(0, before));
            left -= before;
            if (left == 0)
            {
                left = int.MaxValue;
                if (!await FaultAsync(to)) return false;
            }

            await SendAsync(to, buffer.AsMemory(before, count - before));
        }

        to.Shutdown(SocketShutdown.Send);
        return true;
    }

    private async Task<bool> FaultAsync(Socket client)
    {
        switch (_plan.Wire)
        {
            case WireFault.Delay:
                await Task.Delay(_plan.Delay, _stop.Token);
                return true;
            case WireFault.Garbage:
                var garbage = new byte[1 + (_seed % 40)];
                new Random(_seed).NextBytes(garbage);
                await SendAsync(client, garbage);
                return true;
            case WireFault.Reset:
                client.LingerState = new LingerOption(true, 0);
                client.Close();
                return false;
            case WireFault.HalfClose:
                client.Shutdown(SocketShutdown.Send);
                return false;
            default:
                await Task.Delay(Timeout.InfiniteTimeSpan, _stop.Token);
                return false;
        }
    }

    private async Task SendAsync(Socket to, ReadOnlyMemory<byte> bytes)
    {
        var step = _plan.Wire == WireFault.Slices && bytes.Length < 4096 ? 1 : Math.Max(1, bytes.Length);
        for (var at = 0; at < bytes.Length; at += step) await to.SendAsync(bytes.Slice(at, Math.Min(step, bytes.Length - at)), _stop.Token);
    }
}
