namespace Fastchat.Providers.Sandbox;

/// <summary>Looks at the processes that this one has started, directly or through others, as Linux shows them.</summary>
internal static class ChildProcesses
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>How many are running; the dead that await their burial do not count.</summary>
    public static int Count()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Processes are counted in /proc, which only Linux has.");
        var parents = new Dictionary<int, int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out var id) && TryReadParent(folder, out var parent))
            {
                parents[id] = parent;
            }
        }

        return parents.Keys.Count(id => Descends(id, parents));
    }

    /// <summary>Waits until there is one, so that a test can interrupt it.</summary>
    public static async Task AppearAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        while (Count() == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), patience.Token);
        }
    }

    private static bool Descends(int id, Dictionary<int, int> parents)
    {
        while (parents.TryGetValue(id, out var parent))
        {
            if (parent == Environment.ProcessId)
            {
                return true;
            }

            id = parent;
        }

        return false;
    }

    private static bool TryReadParent(string folder, out int parent)
    {
        parent = 0;
        try
        {
            // "12 (name) S 1 ...": the name may hold anything, so the fields are counted from its end.
            var stat = File.ReadAllText(Path.Combine(folder, "stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is not ("Z" or "X") && int.TryParse(fields[1], out parent);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
