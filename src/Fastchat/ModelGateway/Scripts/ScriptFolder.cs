using System.Security;
using Fastchat.ModelGateway.BuiltIn;

namespace Fastchat.ModelGateway.Scripts;

/// <summary>A file of scripts, or a folder with such files: *.yaml and *.yml, without the folders in it.</summary>
/// <param name="path">Where it is.</param>
public sealed class ScriptFolder(string path)
{
    private const int MostFiles = 1000;
    private const int MostBytes = 1024 * 1024;

    /// <summary>All scripts, by name; or all that is wrong with them.</summary>
    public (IReadOnlyDictionary<string, ChatScript> Scripts, IReadOnlyList<ScriptMistake> Mistakes) Read()
    {
        var scripts = new Dictionary<string, ChatScript>(StringComparer.Ordinal);
        var mistakes = new List<ScriptMistake>();
        try
        {
            var files = Files();
            if (files.Count == 0) mistakes.Add(new ScriptMistake(path, 0, "There is no file *.yaml or *.yml in it."));
            if (files.Count > MostFiles) mistakes.Add(new ScriptMistake(path, 0, $"There are {files.Count} files in it; at most {MostFiles} are read."));
            foreach (var file in files.Take(MostFiles)) Read(file, scripts, mistakes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SecurityException)
        {
            mistakes.Add(new ScriptMistake(path, 0, $"It cannot be read: {e.Message}"));
        }

        return (scripts, mistakes);
    }

    /// <summary>A text that is another when a file has changed, come or gone.</summary>
    public string Mark()
    {
        try
        {
            return string.Join('\n', Files().Select(f => FormattableString.Invariant($"{f.FullName}|{f.Length}|{f.LastWriteTimeUtc.Ticks}")));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SecurityException)
        {
            return e.Message;
        }
    }

    private static void Read(FileInfo file, Dictionary<string, ChatScript> scripts, List<ScriptMistake> mistakes)
    {
        if (file.Length > MostBytes)
        {
            mistakes.Add(new ScriptMistake(file.Name, 0, $"It has {file.Length} bytes; at most {MostBytes} are read."));
            return;
        }

        foreach (var script in ScriptReader.Read(file.Name, File.ReadAllText(file.FullName), mistakes))
        {
            if (BuiltInModels.IsBuiltIn(script.Name)) mistakes.Add(new ScriptMistake(file.Name, 0, $"'{script.Name}' is the name of a built-in model."));
            else if (script.Name.Length > 0 && !scripts.TryAdd(script.Name, script)) mistakes.Add(new ScriptMistake(file.Name, 0, $"There is another script for the model '{script.Name}'."));
        }
    }

    private List<FileInfo> Files()
    {
        if (!Directory.Exists(path)) return [new FileInfo(path) is { Exists: true } file ? file : throw new FileNotFoundException($"There is no file or folder '{path}'.")];
        return [.. new DirectoryInfo(path).EnumerateFiles().Where(f => f.Extension is ".yaml" or ".yml").OrderBy(f => f.Name, StringComparer.Ordinal)];
    }
}
