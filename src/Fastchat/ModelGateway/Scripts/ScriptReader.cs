using System.Globalization;
using System.Text.RegularExpressions;
using Fastchat.Contracts.OpenAI.V1;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Fastchat.ModelGateway.Scripts;

/// <summary>Reads scripts from YAML. It goes on behind a mistake, so that all of them are told at once.</summary>
internal sealed class ScriptReader
{
    private const int LongestName = 200;
    private static readonly TimeSpan PatternLimit = TimeSpan.FromSeconds(1);
    private static readonly string[] Given = ["user", "turn", "model", "tool_result"];
    private static readonly string[] Reasons = ["stop", "length", "tool_calls", "content_filter"];

    private readonly ScriptNode _script;
    private readonly ScriptPace _pace;

    private ScriptReader(ScriptNode script)
    {
        _script = script;
        _pace = Pace(script, ScriptPace.Usual);
    }

    /// <summary>The scripts of a file, one per document.</summary>
    /// <param name="file">The file's name, for mistakes.</param>
    /// <param name="yaml">What it holds.</param>
    /// <param name="mistakes">Where mistakes go.</param>
    public static IReadOnlyList<ChatScript> Read(string file, string yaml, List<ScriptMistake> mistakes)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(yaml));
        }
        catch (YamlException e)
        {
            mistakes.Add(new ScriptMistake(file, e.Start.Line, $"This is no YAML: {e.Message}"));
            return [];
        }

        var scripts = new List<ChatScript>();
        foreach (var document in stream.Documents)
        {
            if (document.RootNode is YamlMappingNode map) scripts.Add(new ScriptReader(new ScriptNode(file, map, mistakes)).Read());
            else mistakes.Add(new ScriptMistake(file, document.RootNode.Start.Line, "A script must have names and values: model, rules."));
        }

        if (stream.Documents.Count == 0) mistakes.Add(new ScriptMistake(file, 0, "There is no script in it."));
        return scripts;
    }

    private ChatScript Read()
    {
        var name = _script.Text("model") ?? "";
        if (name.Length is 0 or > LongestName || name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))) _script.Mistake(_script.Find("model") ?? _script.Node, $"model must be a name of 1 to {LongestName} characters without blanks.");
        var owner = _script.Text("owned_by") ?? "scripts";
        var rules = _script.List("rules");
        if (rules.Count == 0) _script.Mistake(_script.Find("rules") ?? _script.Node, "rules must have at least one rule.");
        _script.End();
        var read = new List<ScriptRule>();
        foreach (var rule in rules)
        {
            if (read.Count > 0 && read[^1].Conditions.Count == 0) rule.Mistake(rule.Node, "This rule is never reached: the one before it has no 'when' and fits every request.");
            read.Add(ReadRule(rule));
        }

        return new ChatScript(name, owner, read);
    }

    private ScriptRule ReadRule(ScriptNode rule)
    {
        var pace = Pace(rule, _pace);
        var conditions = new List<ScriptCondition>();
        var names = new HashSet<string>(Given, StringComparer.Ordinal);
        if (rule.Map("when") is { } when) ReadConditions(when, conditions, names);
        var steps = new List<ScriptStep>();
        if (rule.Text("say") is { } said) steps.Add(new SayStep(Template(rule, "say", said, names), pace));
        if (rule.Find("steps") is { } list)
        {
            if (steps.Count > 0) rule.Mistake(list, "A rule has either say or steps.");
            foreach (var step in rule.List("steps"))
            {
                if (ReadStep(step, pace, names) is { } one) steps.Add(one);
                step.End();
            }
        }
        else if (steps.Count == 0)
        {
            rule.Mistake(rule.Node, "A rule must have say or steps.");
        }

        var reason = rule.Text("finish") ?? (steps.Exists(s => s is CallStep) ? "tool_calls" : "stop");
        if (!Reasons.Contains(reason)) rule.Mistake(rule.Find("finish")!, $"finish must be one of {string.Join(", ", Reasons)}.");
        var usage = rule.Map("usage") is { } stated ? Usage(stated) : null;
        rule.End();
        return new ScriptRule(conditions, steps, reason, usage);
    }

    private static void ReadConditions(ScriptNode when, List<ScriptCondition> conditions, HashSet<string> names)
    {
        if (Test(when, "user", names) is { } user) conditions.Add(new TextCondition(r => r.Question, user));
        if (Test(when, "system", names) is { } system) conditions.Add(new TextCondition(r => r.System, system));
        if (when.Find("tool_result") is YamlScalarNode { Value: "true" or "false", Style: ScalarStyle.Plain } wanted) conditions.Add(new ToolResultCondition(wanted.Value == "true"));
        else if (Test(when, "tool_result", names) is { } result) conditions.Add(new TextCondition(r => r.ToolResult, result));
        if (when.Number("turn", least: 1) is { } turn) conditions.Add(new TurnCondition(turn));
        if (when.Node is YamlMappingNode { Children.Count: 0 }) when.Mistake(when.Node, "when must say something; leave it out for a rule that fits every request.");
        when.End();
    }

    private static TextTest? Test(ScriptNode when, string name, HashSet<string> names)
    {
        if (when.Find(name) is not { } node) return null;
        if (node is YamlScalarNode) return when.Text(name) is { } text ? new TextTest(text, null, null) : null;
        if (when.Map(name) is not { } map) return null;
        var test = new TextTest(map.Text("equals"), map.Text("contains"), map.Text("matches") is { } pattern ? Pattern(map, pattern) : null);
        if (map.Find("equals") is null && map.Find("contains") is null && map.Find("matches") is null) map.Mistake(map.Node, $"{name} must have equals, contains or matches.");
        map.End();
        names.UnionWith(test.Names);
        return test;
    }

    // In time that grows with the text alone, whatever the pattern; backreferences and lookarounds have no such time.
    private static Regex? Pattern(ScriptNode map, string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, PatternLimit);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            map.Mistake(map.Find("matches")!, $"matches is no pattern that can be used: {e.Message}");
            return null;
        }
    }

    private static ScriptStep? ReadStep(ScriptNode step, ScriptPace usual, HashSet<string> names)
    {
        var pace = Pace(step, usual);
        var (say, call, wait, fail) = (step.Text("say"), step.Text("call"), step.Time("wait"), step.Text("fail"));
        if (new[] { "say", "call", "wait", "fail" }.Count(n => step.Find(n) is not null) != 1) step.Mistake(step.Node, "A step must have one of say, call, wait and fail.");
        if (say is not null) return new SayStep(Template(step, "say", say, names), pace);
        if (wait is { } time) return new WaitStep(time);
        if (call is not null) return new CallStep(call, Arguments(step, names), step.Text("id"), pace);
        return fail is not null ? Failure(step, fail) : null;
    }

    private static ScriptJson Arguments(ScriptNode step, HashSet<string> names)
    {
        if (step.Find("arguments") is not { } node) return ScriptJson.Empty;
        try
        {
            var arguments = ScriptJson.Parse(node);
            foreach (var name in arguments.Names) CheckName(step, node, name, names);
            return arguments;
        }
        catch (FormatException e)
        {
            step.Mistake(node, $"arguments {e.Message}.");
            return ScriptJson.Empty;
        }
    }

    private static FailStep? Failure(ScriptNode step, string fail)
    {
        var (message, retryAfter, after) = (step.Text("message"), step.Time("retry_after"), step.Number("after", least: 0));
        if (ScriptFailures.Find(fail) is { } reason) return new FailStep(reason, message, retryAfter, after);
        step.Mistake(step.Find("fail")!, $"fail must be {ScriptFailures.Words}.");
        return null;
    }

    private static ScriptTemplate Template(ScriptNode node, string entry, string text, HashSet<string> names)
    {
        var template = ScriptTemplate.Parse(text);
        foreach (var name in template.Names) CheckName(node, node.Find(entry)!, name, names);
        return template;
    }

    private static void CheckName(ScriptNode node, YamlNode where, string name, HashSet<string> names)
    {
        if (!names.Contains(name)) node.Mistake(where, $"There is no '{name}' to put in: there are {string.Join(", ", names.Order(StringComparer.Ordinal))}, and what named groups of the rule's patterns catch.");
    }

    private static ScriptPace Pace(ScriptNode node, ScriptPace usual)
    {
        var delay = node.Time("delay") ?? usual.Delay;
        var length = usual.Length;
        if (node.Text("split") is { } split)
        {
            if (split is "words" or "characters" or "whole") length = split switch { "words" => ScriptPace.Words, "characters" => 1, _ => ScriptPace.Whole };
            else if (int.TryParse(split, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < ScriptPace.Whole) length = number;
            else node.Mistake(node.Find("split")!, "split must be words, characters, whole or how many characters make a piece.");
        }

        return new ScriptPace(length, delay);
    }

    private static CompletionUsage Usage(ScriptNode usage)
    {
        var (prompt, completion) = (usage.Number("prompt_tokens", least: 0) ?? 0, usage.Number("completion_tokens", least: 0) ?? 0);
        usage.End();
        return new CompletionUsage { PromptTokens = prompt, CompletionTokens = completion, TotalTokens = (long)prompt + completion };
    }
}
