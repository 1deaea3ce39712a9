using System.Text;

namespace Fastchat.ModelGateway.Scripts;

/// <summary>A text with <c>${name}</c> where a variable stands; <c>$${</c> is <c>${</c> itself.</summary>
internal sealed class ScriptTemplate
{
    private readonly List<(string Text, bool IsName)> _pieces = [];

    private ScriptTemplate()
    {
    }

    /// <summary>The variables that it names.</summary>
    public IEnumerable<string> Names => _pieces.Where(p => p.IsName).Select(p => p.Text);

    /// <summary>Reads a template; a <c>${</c> without an end stands for itself.</summary>
    public static ScriptTemplate Parse(string text)
    {
        var template = new ScriptTemplate();
        var plain = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var rest = text.AsSpan(i);
            if (rest.StartsWith("$${"))
            {
                plain.Append("${");
                i += 2;
            }
            else if (rest.StartsWith("${") && rest.IndexOf('}') is > 2 and var end)
            {
                template._pieces.Add((plain.ToString(), false));
                template._pieces.Add((text.Substring(i + 2, end - 2), true));
                plain.Clear();
                i += end;
            }
            else
            {
                plain.Append(text[i]);
            }
        }

        template._pieces.Add((plain.ToString(), false));
        return template;
    }

    /// <summary>The text with the variables' values.</summary>
    public string Fill(IReadOnlyDictionary<string, string> variables) => string.Concat(_pieces.Select(p => p.IsName ? variables.GetValueOrDefault(p.Text, "") : p.Text));
}
