namespace Fastchat.Providers.Documents;

public sealed class WorkerCommandTests
{
    [Fact]
    public void ForThisProcess_ReadablePaths_AreTheProgramAndNotItsFolder()
    {
        var worker = WorkerCommand.ForThisProcess();

        var own = worker.ReadOnlyPaths.Where(p => p.StartsWith(AppContext.BaseDirectory, StringComparison.Ordinal)).ToList();
        Assert.Contains(typeof(DecodeWorker).Assembly.Location, own);
        Assert.All(own, path => Assert.True(File.Exists(path), path));
        Assert.DoesNotContain(own, path => Path.GetFileName(path).StartsWith("appsettings", StringComparison.Ordinal));
    }
}
