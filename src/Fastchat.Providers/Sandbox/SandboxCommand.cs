using System.Diagnostics;
using System.Globalization;

namespace Fastchat.Providers.Sandbox;

/// <summary>The command line that puts a program into the sandbox: prlimit, then bwrap, then the program.</summary>
internal static class SandboxCommand
{
    // Also under a merged /usr these must exist, because programs name their loader by the old path.
    private static readonly string[] SystemLinks = ["/bin", "/sbin", "/lib", "/lib32", "/lib64"];

    /// <summary>How to start a program under an isolation.</summary>
    public static ProcessStartInfo Build(
        SandboxIsolation isolation, SandboxOptions options, string command, IEnumerable<string> arguments)
    {
        List<string> line = [command, .. arguments];
        if (isolation == SandboxIsolation.Namespaces)
        {
            line.InsertRange(0, Namespaces(options));
        }

        if (isolation != SandboxIsolation.None)
        {
            line.InsertRange(0, Limits(options));
        }

        var start = new ProcessStartInfo(line[0], line.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };

        // Cleared here rather than by bwrap, so that without bwrap too no key of the server's environment is handed on.
        var path = Environment.GetEnvironmentVariable("PATH");
        start.Environment.Clear();
        start.Environment["PATH"] = isolation == SandboxIsolation.Namespaces ? "/usr/bin" : path;
        foreach (var (name, value) in options.Environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static IEnumerable<string> Limits(SandboxOptions options) =>
    [
        ExecutablePath.Find("prlimit") ?? "prlimit",
        Limit("as", options.AddressSpaceLimit),
        Limit("cpu", (long)Math.Ceiling(options.CpuLimit.TotalSeconds)),
        Limit("fsize", options.FileSizeLimit),
        Limit("core", 0),
    ];

    private static string Limit(string name, long value) =>
        string.Create(CultureInfo.InvariantCulture, $"--{name}={value}:{value}");

    private static IEnumerable<string> Namespaces(SandboxOptions options)
    {
        yield return ExecutablePath.Find("bwrap") ?? "bwrap";
        foreach (var word in "--unshare-all --die-with-parent --new-session --cap-drop ALL --ro-bind /usr /usr".Split(' '))
        {
            yield return word;
        }

        foreach (var link in SystemLinks.Where(Directory.Exists))
        {
            yield return "--ro-bind";
            yield return link;
            yield return link;
        }

        foreach (var word in "--ro-bind-try /etc/fonts /etc/fonts --proc /proc --dev /dev --tmpfs /tmp".Split(' '))
        {
            yield return word;
        }

        // After /tmp, because what may be read can lie below it.
        foreach (var path in options.ReadOnlyPaths)
        {
            yield return "--ro-bind";
            yield return path;
            yield return path;
        }

        yield return "--";
    }
}
