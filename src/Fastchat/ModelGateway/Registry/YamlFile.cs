using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Fastchat.ModelGateway.Registry;

/// <summary>A file of settings in YAML or JSON: one mapping, and its mistakes told by line.</summary>
/// <param name="path">Where it is.</param>
internal sealed class YamlFile(string path)
{
    private const long Longest = 4 * 1024 * 1024;
    private const int MostMistakes = 50;

    /// <summary>Reads it.</summary>
    /// <param name="shape">What it must be, as a problem says it: "one mapping with tools and limits".</param>
    /// <param name="problems">Receives what is wrong.</param>
    /// <returns>Its mapping, without entries when the file is empty; null when something is wrong.</returns>
    public YamlMappingNode? Load(string shape, List<string> problems)
    {
        try
        {
            if (new FileInfo(path).Length > Longest) problems.Add($"{path} must have at most {Longest} bytes.");
            else
            {
                using var reader = new StreamReader(path);
                var stream = new YamlStream();
                stream.Load(reader);
                if (stream.Documents is []) return new YamlMappingNode();
                if (stream.Documents is [{ RootNode: YamlMappingNode root }]) return root;
                problems.Add($"{path} must be {shape}.");
            }
        }
        catch (YamlException e)
        {
            problems.Add($"{path}:{e.Start.Line}: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problems.Add($"{path} cannot be read: {e.Message}");
        }

        return null;
    }

    /// <summary>Tells the first mistakes in the order of the file, each with its line.</summary>
    public void Tell(RegistryMistakes mistakes, YamlMessage yaml, List<string> problems) =>
        problems.AddRange(mistakes.All.Select(m => (Line: yaml.LineOf(m.Path), m.Message)).OrderBy(m => m.Line).Take(MostMistakes).Select(m => $"{path}:{m.Line}: {m.Message}"));
}
