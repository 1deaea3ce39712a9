using System.Globalization;
using Fastchat.LoadTests.Sockets;

namespace Fastchat.LoadTests.Mock;

/// <summary>A provider with one model, "mock": chat completions in OpenAI's shape over HTTP/1.1, streamed or whole. One thread serves them all.</summary>
internal sealed class MockUpstream : IDisposable
{
    private readonly EventLoop _loop;

    private MockUpstream(EventLoop loop, int port)
    {
        _loop = loop;
        Port = port;
    }

    /// <summary>Where it listens, on the loopback address.</summary>
    public int Port { get; }

    /// <summary>Starts it.</summary>
    /// <param name="port">The port; 0 for any that is free.</param>
    public static async Task<MockUpstream> StartAsync(int port = 0)
    {
        var loop = new EventLoop("mock");
        var listener = await loop.AskAsync(() => Listener.Start(loop, port, socket => new MockConnection(loop, socket)));
        return new MockUpstream(loop, listener.Port);
    }

    /// <summary>Serves as a process of its own until its input ends, which it does when whoever started it ends.</summary>
    public static async Task<int> RunAsync(TextReader input, TextWriter output)
    {
        using var mock = await StartAsync();
        await output.WriteLineAsync(mock.Port.ToString(CultureInfo.InvariantCulture));
        await output.FlushAsync();
        while (await input.ReadLineAsync() is not null)
        {
        }

        return 0;
    }

    /// <inheritdoc />
    public void Dispose() => _loop.Dispose();
}
