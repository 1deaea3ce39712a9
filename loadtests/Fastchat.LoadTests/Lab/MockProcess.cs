using System.Globalization;
using Fastchat.LoadTests.Mock;

namespace Fastchat.LoadTests.Lab;

/// <summary>The mock provider: a process of its own, so that its CPU is told apart, or a thread of this one for tests.</summary>
internal sealed class MockProcess : IAsyncDisposable
{
    private readonly ChildProcess? _process;
    private readonly MockUpstream? _thread;

    private MockProcess(ChildProcess? process, MockUpstream? thread, int port)
    {
        _process = process;
        _thread = thread;
        Port = port;
    }

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    /// <summary>Its number; null when it is a thread.</summary>
    public int? Id => _process?.Id;

    /// <summary>Starts it as a process of this program's own kind.</summary>
    public static async Task<MockProcess> StartAsync()
    {
        var process = ChildProcess.Start(Environment.ProcessPath!, ["mock"]);
        var line = await process.Output.ReadLineAsync() ?? throw new InvalidOperationException("The mock does not start.");
        return new MockProcess(process, null, int.Parse(line, CultureInfo.InvariantCulture));
    }

    /// <summary>Starts it as a thread.</summary>
    public static async Task<MockProcess> StartThreadAsync()
    {
        var mock = await MockUpstream.StartAsync();
        return new MockProcess(null, mock, mock.Port);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _thread?.Dispose();
        if (_process is not null) await _process.DisposeAsync();
    }
}
