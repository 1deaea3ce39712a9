namespace Fastchat.Corpora;

/// <summary>
/// Where the test corpora lie: the folder that FASTCHAT_CORPORA names, or shared/corpora beside the checkout or above it.
/// They are too large to be part of the repository, so tests that need them are skipped where they are not.
/// </summary>
internal static class CorpusFolder
{
    /// <summary>Whether the measurements run at full size.</summary>
    public static bool IsExperiment => Environment.GetEnvironmentVariable("FASTCHAT_EXPERIMENTS") == "1";

    /// <summary>The folder; skips the test when there is none.</summary>
    public static string Require()
    {
        var folder = Find();
        if (folder is null) Assert.Skip("The test corpora are absent: set FASTCHAT_CORPORA to their folder.");
        return folder;
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("FASTCHAT_CORPORA") is { Length: > 0 } named) return Directory.Exists(named) ? named : null;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "corpora");
            if (Directory.Exists(candidate)) return candidate;
        }

        return null;
    }
}
