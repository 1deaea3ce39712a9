using System.Diagnostics;

namespace Fastchat.Server;

/// <summary>A folder that lives as long as a test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("fastchat-test-").FullName;

    /// <summary>
    /// What a process that dies this moment would leave behind. A program of its own copies: SQLite's locks belong to the
    /// process, and reading its files from here would drop them.
    /// </summary>
    public async Task<TemporaryFolder> CopyAsync()
    {
        var copy = new TemporaryFolder();
        using var process = Process.Start("cp", ["-R", $"{Path}/.", copy.Path]);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        return copy;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
