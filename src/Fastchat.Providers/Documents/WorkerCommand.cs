using System.Reflection;
using System.Runtime.InteropServices;

namespace Fastchat.Providers.Documents;

/// <summary>How to start a program of ours that answers to <see cref="DecodeWorker.Verb"/>, and what it must be able to read.</summary>
/// <param name="FileName">The executable.</param>
/// <param name="Arguments">What stands before the verb.</param>
/// <param name="ReadOnlyPaths">Its own files and the runtime's.</param>
public sealed record WorkerCommand(string FileName, IReadOnlyList<string> Arguments, IReadOnlyList<string> ReadOnlyPaths)
{
    // .NET's files lie in <root>/shared/Microsoft.NETCore.App/<version>, unless they are published with the program.
    private static readonly string RuntimeDirectory = RuntimeEnvironment.GetRuntimeDirectory().TrimEnd('/');

    /// <summary>The environment of a worker: .NET set up for a small, short-lived process.</summary>
    public static IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>
    {
        ["DOTNET_ROOT"] = DotnetRoot,

        // Without a limit the collector reserves hundreds of GiB of address space, more than any limit on it lets pass.
        ["DOTNET_GCHeapHardLimit"] = "0x18000000",
        ["DOTNET_gcConcurrent"] = "0",

        // Diagnostics would make a socket in /tmp, and let whoever reaches it look inside.
        ["DOTNET_EnableDiagnostics"] = "0",
    };

    private static string DotnetRoot => Path.GetFullPath(Path.Combine(RuntimeDirectory, "..", "..", ".."));

    /// <summary>The program that is running now.</summary>
    public static WorkerCommand ForThisProcess()
    {
        var executable = System.Environment.ProcessPath
            ?? throw new InvalidOperationException("The path of the running program is not known.");
        var isHost = Path.GetFileNameWithoutExtension(executable) == "dotnet";
        return Create(executable, isHost ? [Assembly.GetEntryAssembly()!.Location] : []);
    }

    private static WorkerCommand Create(string executable, string[] arguments)
    {
        // Files one by one: the folder may be the one the server was started in, with the data and its keys below it, and
        // its settings beside it.
        var own = Directory.EnumerateFiles(AppContext.BaseDirectory).Where(IsProgramFile);
        string[] runtime = Directory.Exists(Path.Combine(DotnetRoot, "host", "fxr"))
            ? [Path.Combine(DotnetRoot, "host"), Path.Combine(DotnetRoot, "shared")]
            : [];
        return new WorkerCommand(executable, arguments, [.. own, .. runtime, executable]);
    }

    private static bool IsProgramFile(string path) =>
        Path.GetExtension(path) is ".dll" or ".so" or ".dylib"
        || path.EndsWith(".deps.json", StringComparison.Ordinal)
        || path.EndsWith(".runtimeconfig.json", StringComparison.Ordinal);
}
