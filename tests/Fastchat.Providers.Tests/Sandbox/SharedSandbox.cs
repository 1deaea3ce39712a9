namespace Fastchat.Providers.Sandbox;

/// <summary>The sandbox that this machine allows, found once for all tests.</summary>
public sealed class SharedSandbox : IAsyncLifetime
{
    private static SandboxedProcess? _instance;

    public static SandboxedProcess Instance => _instance ?? throw new InvalidOperationException("It is found before the first test.");

    public async ValueTask InitializeAsync() =>
        _instance = await SandboxedProcess.DetectAsync(TimeProvider.System, CancellationToken.None);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
