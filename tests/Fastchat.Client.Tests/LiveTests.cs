using System.Diagnostics;

namespace Fastchat.Client.Tests;

/// <summary>Runs the samples, as programs, against the server that FASTCHAT_URL and FASTCHAT_API_KEY name.</summary>
public sealed class LiveTests
{
    [Fact(Timeout = Limits.Live)]
    public async Task HelloStream_Question_PrintsAnAnswer()
    {
        SkipWithoutServer();

        Assert.NotEqual("", (await RunSampleAsync("HelloStream", "What is Fastchat?")).Trim());
    }

    [Fact(Timeout = Limits.Live)]
    public async Task RagWithCitations_FactInTheFile_IsAnsweredAndCited()
    {
        SkipWithoutServer();
        var path = Path.Combine(Directory.CreateTempSubdirectory("fastchat-").FullName, "lighthouse.txt");
        await File.WriteAllTextAsync(path, "The lighthouse of Hallig Norderney is 54 metres high. It was built in 1874.", TestContext.Current.CancellationToken);

        var output = await RunSampleAsync("RagWithCitations", path, "How high is the lighthouse?");

        Assert.Contains("54 metres", output, StringComparison.Ordinal);
        Assert.Contains("[1] lighthouse.txt: \"", output, StringComparison.Ordinal);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    private static void SkipWithoutServer() => Assert.SkipWhen(
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("FASTCHAT_URL")),
        "FASTCHAT_URL is not set: set it and FASTCHAT_API_KEY to run the samples against a server.");

    private static async Task<string> RunSampleAsync(string name, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, $"{name}.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{name} ended with {process.ExitCode}: {await errors}");
        return output;
    }
}
