namespace Fastchat.ModelGateway.Scripts;

/// <summary>A model that was written down: rules, of which the first that fits a request says what is answered.</summary>
public sealed class ChatScript
{
    internal ChatScript(string name, string ownedBy, IReadOnlyList<ScriptRule> rules)
    {
        Name = name;
        OwnedBy = ownedBy;
        Rules = rules;
    }

    /// <summary>The model's name.</summary>
    public string Name { get; }

    /// <summary>Who is said to serve it.</summary>
    public string OwnedBy { get; }

    internal IReadOnlyList<ScriptRule> Rules { get; }

    /// <summary>Reads the scripts of a YAML text, one per document.</summary>
    /// <exception cref="FormatException">Lists all mistakes, each with its line.</exception>
    public static IReadOnlyList<ChatScript> Parse(string yaml)
    {
        var mistakes = new List<ScriptMistake>();
        var scripts = ScriptReader.Read("script", yaml, mistakes);
        return mistakes.Count == 0 ? scripts : throw new FormatException(string.Join(Environment.NewLine, mistakes));
    }
}
