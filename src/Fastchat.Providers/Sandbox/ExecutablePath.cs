namespace Fastchat.Providers.Sandbox;

/// <summary>Finds programs as a shell would.</summary>
internal static class ExecutablePath
{
    /// <summary>The full path of a program on the search path; null when it is not installed.</summary>
    public static string? Find(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);
}
