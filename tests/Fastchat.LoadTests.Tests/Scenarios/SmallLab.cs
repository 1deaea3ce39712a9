using Fastchat.LoadTests.Lab;

namespace Fastchat.LoadTests.Scenarios;

/// <summary>A server, a mock and nginx, shared by the tests of the scenarios.</summary>
public sealed class SmallLab : IAsyncLifetime
{
    /// <summary>A handful of everything.</summary>
    internal LoadOptions Options { get; } = new()
    {
        Streams = 6,
        Tokens = 5,
        Seconds = 0.3,
        Runs = 1,
        WarmUpSeconds = 0,
        CallsPerConnection = 4,
        MockInProcess = true,
        ServerProgram = Path.Combine(AppContext.BaseDirectory, "Fastchat.Server"),
    };

    internal LoadLab Lab { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Lab = await LoadLab.StartAsync(Options);

    public ValueTask DisposeAsync() => Lab.DisposeAsync();
}
