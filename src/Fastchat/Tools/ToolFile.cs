using Fastchat.Contracts.Admin.V1;
using Fastchat.ModelGateway.Registry;
using YamlDotNet.RepresentationModel;

namespace Fastchat.Tools;

/// <summary>
/// The file of FASTCHAT_TOOLS: YAML or JSON with <c>tools</c>, a mapping of names to the fields of <see cref="HttpToolSpec"/>, and
/// <c>limits</c>, those of <see cref="ToolLimitSpec"/>.
/// </summary>
/// <param name="path">Where it is.</param>
/// <param name="variable">Reads a variable of the environment.</param>
public sealed class ToolFile(string path, Func<string, string?> variable)
{
    private const string ToolsKey = "tools";
    private const string LimitsKey = "limits";

    /// <summary>Reads it.</summary>
    /// <param name="problems">Receives every mistake, with its line and what would be right.</param>
    /// <returns>What it states; null when there are mistakes.</returns>
    public StatedTools? Read(List<string> problems)
    {
        var file = new YamlFile(path);
        if (file.Load($"one mapping with {ToolsKey} and {LimitsKey}", problems) is not { } root) return null;
        var mistakes = new RegistryMistakes();
        var yaml = new YamlMessage(mistakes);
        var tools = new List<StatedTool>();
        var limits = new ToolLimits();
        foreach (var (key, value) in root.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            yaml.Note(name, key);
            if (name is not (ToolsKey or LimitsKey)) mistakes.Add(name, $"is not known; there are {ToolsKey} and {LimitsKey}.");
            else if (value is YamlScalarNode { Value: null or "" }) continue;
            else if (name == LimitsKey) limits = yaml.Read(name, value, ToolLimitSpec.Descriptor) is ToolLimitSpec spec ? ToolSpecRules.Limits(name, spec, mistakes) : limits;
            else if (yaml.Mapping(name, value) is { } entries) foreach (var entry in entries.Children) Add(entry, yaml, mistakes, tools);
        }

        file.Tell(mistakes, yaml, problems);
        return mistakes.All.Count == 0 ? new StatedTools(tools, limits) : null;
    }

    private void Add(KeyValuePair<YamlNode, YamlNode> entry, YamlMessage yaml, RegistryMistakes mistakes, List<StatedTool> tools)
    {
        var name = (entry.Key as YamlScalarNode)?.Value ?? "";
        var at = $"{ToolsKey}.{name}";
        if (yaml.Read(at, entry.Value, HttpToolSpec.Descriptor) is not HttpToolSpec spec) return;
        yaml.Note(at, entry.Key);
        if (!ToolRegistry.NameForm.IsMatch(name)) mistakes.Add(at, "must be a name of 1 to 64 of a-z, A-Z, 0-9, _ and -.");
        if (name == BuiltIn.CurrentTimeTool.ToolName) mistakes.Add(at, "must have another name: there is a built-in tool of this one.");
        var secrets = new List<string>();
        foreach (var (header, value) in spec.Headers.ToList()) spec.Headers[header] = ToolSpecRules.Fill($"{at}.headers.{header}", value, variable, secrets, mistakes);
        ToolSpecRules.Check(at, spec, mistakes);
        tools.Add(new StatedTool(name, spec, secrets, $"{path}:{yaml.LineOf(at)}: {at}"));
    }
}
