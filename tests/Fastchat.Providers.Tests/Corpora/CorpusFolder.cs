namespace Fastchat.Providers.Corpora;

/// <summary>
/// Documents of other projects, too large and too varied in licence to be kept here: a folder <c>shared/corpora</c> beside
/// or above the repository, or wherever FASTCHAT_CORPORA says. Tests that need it are skipped without it.
/// </summary>
internal static class CorpusFolder
{
    private static readonly string? Root =
        Environment.GetEnvironmentVariable("FASTCHAT_CORPORA") ?? FindUpwards(AppContext.BaseDirectory);

    /// <summary>Whether long tests are wanted.</summary>
    public static bool RunsExperiments => Environment.GetEnvironmentVariable("FASTCHAT_EXPERIMENTS") == "1";

    /// <summary>The files of some of its folders, in a fixed order.</summary>
    public static IReadOnlyList<string> Files(params string[] folders)
    {
        Assert.SkipWhen(Root is null, "There is no folder shared/corpora; FASTCHAT_CORPORA can name one.");
        return [.. folders.SelectMany(f => Directory.EnumerateFiles(Path.Combine(Root!, f))).Order(StringComparer.Ordinal)];
    }

    /// <summary>A file of it.</summary>
    public static string File(string path)
    {
        Assert.SkipWhen(Root is null, "There is no folder shared/corpora; FASTCHAT_CORPORA can name one.");
        return Path.Combine(Root!, path);
    }

    private static string? FindUpwards(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "corpora");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
