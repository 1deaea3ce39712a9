using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Tools;

/// <summary>The server's tools: one snapshot, read once and never changed.</summary>
public sealed partial class ToolRegistry
{
    private readonly FrozenDictionary<string, RegisteredTool> _tools;

    /// <summary>A registry of tools.</summary>
    /// <exception cref="FormatException">Lists every tool that is wrong, and what would be right.</exception>
    public ToolRegistry(IEnumerable<ITool> tools)
    {
        var mistakes = new List<string>();
        var registered = new Dictionary<string, RegisteredTool>(StringComparer.Ordinal);
        foreach (var tool in tools)
        {
            if (!NameForm.IsMatch(tool.Name)) mistakes.Add($"The tool '{tool.Name}' must have a name of 1 to 64 of a-z, A-Z, 0-9, _ and -.");
            if (string.IsNullOrWhiteSpace(tool.Description)) mistakes.Add($"The tool '{tool.Name}' must have a description, which models choose it by.");
            try
            {
                if (!registered.TryAdd(tool.Name, new RegisteredTool(tool))) mistakes.Add($"There are two tools '{tool.Name}'; names must differ.");
            }
            catch (FormatException e)
            {
                mistakes.Add($"The tool '{tool.Name}': {e.Message}");
            }
        }

        if (mistakes.Count > 0) throw new FormatException(string.Join(Environment.NewLine, mistakes));
        _tools = registered.ToFrozenDictionary(StringComparer.Ordinal);
        All = [.. registered.Values.OrderBy(t => t.Name, StringComparer.Ordinal)];
    }

    /// <summary>What names of tools look like.</summary>
    [GeneratedRegex(@"^[a-zA-Z0-9_-]{1,64}\z")]
    internal static partial Regex NameForm { get; }

    /// <summary>The parameters of a tool that takes none.</summary>
    internal static Struct NoParameters => new() { Fields = { ["type"] = Value.ForString("object"), ["properties"] = Value.ForStruct(new Struct()) } };

    /// <summary>All of them, by name.</summary>
    public IReadOnlyList<RegisteredTool> All { get; }

    /// <summary>A tool; null when there is none of that name.</summary>
    public RegisteredTool? Find(string name) => _tools.GetValueOrDefault(name);
}
