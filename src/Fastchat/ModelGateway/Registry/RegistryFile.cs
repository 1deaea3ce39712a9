using Fastchat.Contracts.Admin.V1;
using YamlDotNet.RepresentationModel;

namespace Fastchat.ModelGateway.Registry;

/// <summary>
/// The file of FASTCHAT_MODELS: YAML with <c>providers</c> and <c>models</c>, each a mapping of names to the fields that the
/// API has, and of a provider <c>api_key_env</c>, <c>api_key_file</c> or <c>api_key</c>. It names its own entries, the
/// gateway of the environment and the built-in models, and never what the database holds.
/// </summary>
/// <param name="path">Where it is.</param>
/// <param name="variable">Reads a variable of the environment.</param>
/// <param name="own">The providers that the server has itself.</param>
/// <param name="environment">The names of the providers that the environment states.</param>
/// <param name="kinds">The kinds of providers that can be made.</param>
public sealed class RegistryFile(string path, Func<string, string?> variable, IReadOnlyList<IModelProvider> own, IReadOnlyList<string> environment, IReadOnlyCollection<string> kinds)
{
    private const string ProvidersKey = "providers";
    private const string ModelsKey = "models";
    private static readonly string[] KeyFields = ["api_key", "api_key_env", "api_key_file"];

    /// <summary>Its path.</summary>
    public string Path => path;

    /// <summary>What changes when the file does; null when it cannot be looked at.</summary>
    public (DateTime Written, long Length)? Stamp()
    {
        try
        {
            // A link is what it leads to: that is how mounted configuration changes.
            var file = new FileInfo(path);
            var target = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
            return target.Exists ? (target.LastWriteTimeUtc, target.Length) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Reads it.</summary>
    /// <param name="problems">Receives every mistake, with its line and what would be right.</param>
    /// <returns>What it states; null when there are mistakes.</returns>
    public (IReadOnlyList<StatedProvider> Providers, IReadOnlyList<StatedModel> Models)? Read(List<string> problems)
    {
        var file = new YamlFile(path);
        if (file.Load($"one YAML mapping with {ProvidersKey} and {ModelsKey}", problems) is not { } root) return null;
        var mistakes = new RegistryMistakes();
        var yaml = new YamlMessage(mistakes);
        var providers = new List<StatedProvider>();
        var models = new List<StatedModel>();
        foreach (var (key, value) in root.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            yaml.Note(name, key);
            if (name is not (ProvidersKey or ModelsKey)) mistakes.Add(name, $"is not known; there are {ProvidersKey} and {ModelsKey}.");
            else if (value is YamlScalarNode { Value: null or "" }) continue;
            else if (yaml.Mapping(name, value) is not { } entries) continue;
            else if (name == ProvidersKey) foreach (var entry in entries.Children) AddProvider(entry, yaml, mistakes, providers);
            else foreach (var entry in entries.Children) AddModel(entry, yaml, mistakes, models);
        }

        var references = new ModelReferences(own, providers.Select(p => p.Name).Concat(environment), models.Select(m => KeyValuePair.Create(m.Name, m.Spec)));
        foreach (var model in models) references.Check($"{ModelsKey}.{model.Name}", model.Name, mistakes);
        file.Tell(mistakes, yaml, problems);
        return mistakes.All.Count == 0 ? (providers, models) : null;
    }

    private void AddProvider(KeyValuePair<YamlNode, YamlNode> entry, YamlMessage yaml, RegistryMistakes mistakes, List<StatedProvider> providers)
    {
        var name = (entry.Key as YamlScalarNode)?.Value ?? "";
        var at = $"{ProvidersKey}.{name}";
        yaml.Note(at, entry.Key);
        ProviderRules.CheckName(at, name, mistakes);
        if (yaml.Mapping(at, entry.Value) is not { } mapping) return;
        var key = Key(at, mapping, yaml, mistakes);
        var rest = new YamlMappingNode(mapping.Children.Where(c => !KeyFields.Contains((c.Key as YamlScalarNode)?.Value)));
        var spec = (ModelProviderSpec)yaml.Read(at, rest, ModelProviderSpec.Descriptor)!;

        // Whoever writes the file could as well write the address into the firewall.
        if (!spec.HasAllowPrivateAddresses) spec.AllowPrivateAddresses = true;
        yaml.Note(at, entry.Key);
        ProviderRules.Check(at, spec, kinds, mistakes);
        providers.Add(new StatedProvider(name, spec, key, RegistrySource.File));
    }

    private static void AddModel(KeyValuePair<YamlNode, YamlNode> entry, YamlMessage yaml, RegistryMistakes mistakes, List<StatedModel> models)
    {
        var name = (entry.Key as YamlScalarNode)?.Value ?? "";
        var at = $"{ModelsKey}.{name}";
        ModelRules.CheckName(at, name, mistakes);
        if (yaml.Read(at, entry.Value, ModelSpec.Descriptor) is not ModelSpec spec) return;
        yaml.Note(at, entry.Key);
        ModelRules.Check(at, spec, mistakes);
        models.Add(new StatedModel(name, spec, RegistrySource.File));
    }

    private string? Key(string at, YamlMappingNode mapping, YamlMessage yaml, RegistryMistakes mistakes)
    {
        var given = mapping.Children.Where(c => KeyFields.Contains((c.Key as YamlScalarNode)?.Value)).Select(c => (Field: ((YamlScalarNode)c.Key).Value!, c.Value)).ToList();
        if (given.Count > 1) mistakes.Add(at, $"must have only one of {string.Join(", ", KeyFields)}.");
        if (given is not [var (field, node)]) return null;
        var path = $"{at}.{field}";
        if (yaml.Text(path, node) is not { Length: > 0 } text) return null;
        var key = field switch
        {
            "api_key_env" => variable(text)?.Trim(),
            "api_key_file" => KeyFromFile(path, text, mistakes),
            _ => text,
        };
        if (field == "api_key_env" && string.IsNullOrEmpty(key)) mistakes.Add(path, $"names the variable {text}, which is not set.");
        if (key is { Length: > 0 }) ProviderRules.CheckKey(path, key, mistakes);
        return string.IsNullOrEmpty(key) ? null : key;
    }

    // Beside the file when the path is not absolute.
    private string? KeyFromFile(string at, string name, RegistryMistakes mistakes)
    {
        try
        {
            return File.ReadAllText(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!, name)).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            mistakes.Add(at, $"names a file that cannot be read: {e.Message}");
            return null;
        }
    }
}
