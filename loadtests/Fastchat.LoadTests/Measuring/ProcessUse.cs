using System.Globalization;

namespace Fastchat.LoadTests.Measuring;

/// <summary>What the operating system says a process and its children use. Source: proc(5).</summary>
internal static class ProcessUse
{
    // USER_HZ is 100 wherever Linux runs .NET.
    private const double TicksPerSecond = 100;

    /// <summary>CPU seconds of a process and of all its living children.</summary>
    public static double CpuSeconds(int process) => Family(process).Sum(Ticks) / TicksPerSecond;

    /// <summary>CPU seconds of this process alone.</summary>
    public static double OwnCpuSeconds() => Environment.CpuUsage.TotalTime.TotalSeconds;

    /// <summary>Bytes in memory of a process and its living children.</summary>
    public static long Memory(int process) => Family(process).Sum(Resident);

    private static IEnumerable<int> Family(int process)
    {
        var parents = Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0).Select(id => (Id: id, Parent: Parent(id))).ToLookup(p => p.Parent, p => p.Id);
        var family = new List<int> { process };
        for (var i = 0; i < family.Count; i++) family.AddRange(parents[family[i]]);
        return family;
    }

    private static int Parent(int process) => Fields(process) is { } fields ? int.Parse(fields[1], CultureInfo.InvariantCulture) : -1;

    private static long Ticks(int process) =>
        Fields(process) is { } fields ? long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture) : 0;

    // Behind the name, which may hold blanks and brackets: state, parent, …, utime and stime as the 14th and 15th of all.
    private static string[]? Fields(int process)
    {
        var text = Read(process, "stat");
        return text?[(text.LastIndexOf(')') + 2)..].Split(' ');
    }

    private static long Resident(int process)
    {
        var line = Read(process, "status")?.Split('\n').FirstOrDefault(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return line is null ? 0 : 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    private static string? Read(int process, string file)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/{file}"));
        }
        catch (IOException)
        {
            // It has just ended.
            return null;
        }
    }
}
