using System.Diagnostics;

namespace Fastchat.Providers.Models;

/// <summary>The mock gateway of <c>tests/peers/aimock.mjs</c>, in a process of its own.</summary>
public sealed class Aimock : IAsyncLifetime
{
    /// <summary>The key it asks for.</summary>
    public const string Key = "sk-aimock-secret-0001";

    private Process? _process;

    /// <summary>Where it is; null where its packages are not installed.</summary>
    public string? Address { get; private set; }

    public async ValueTask InitializeAsync()
    {
        if (Peers() is not { } folder) return;
        var start = new ProcessStartInfo("node", ["aimock.mjs", Key]) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true };
        _process = Process.Start(start)!;
        Address = await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) ?? throw new InvalidOperationException("aimock did not start.");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is null) return;
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private static string? Peers()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var peers = Path.Combine(folder.FullName, "tests", "peers");
            if (Directory.Exists(Path.Combine(peers, "node_modules", "@copilotkit", "aimock"))) return peers;
        }

        return null;
    }
}
