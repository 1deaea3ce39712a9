namespace Fastchat.ModelGateway.Scripts;

public sealed class ScriptReaderTests
{
    [Fact]
    public void Parse_SeveralDocuments_AreAModelEach() => Assert.Equal(["a", "b"], ChatScript.Parse("model: a\nrules: [{say: hi}]\n---\nmodel: b\nrules: [{say: ho}]\n").Select(s => s.Name));

    [Theory]
    [InlineData("model: a\nrules: [", 3, "no YAML")]
    [InlineData("", 0, "no script")]
    [InlineData("- a\n", 1, "names and values")]
    [InlineData("model: a\nmodel: b\nrules: [{say: x}]", 2, "no YAML")]
    [InlineData("rules: [{say: x}]", 1, "model must be a name")]
    [InlineData("model: two words\nrules: [{say: x}]", 1, "model must be a name")]
    [InlineData("model: a", 1, "rules must have at least one")]
    [InlineData("model: a\nrules: x", 2, "rules must be a list")]
    [InlineData("model: a\nrules:\n- x", 3, "names and values")]
    [InlineData("model: a\nrules:\n- say: x\ncolour: red", 4, "'colour' is not known here; known are delay, model, owned_by, rules, split.")]
    [InlineData("model: a\nrules:\n- when: {user: hi}", 3, "must have say or steps")]
    [InlineData("model: a\nrules:\n- say: x\n  steps: [{wait: 1s}]", 4, "either say or steps")]
    [InlineData("model: a\nrules:\n- say: [x]", 3, "say must be text")]
    [InlineData("model: a\nrules:\n- say: x\n- say: y", 4, "never reached")]
    [InlineData("model: a\nrules:\n- when:\n    user: {starts: x}\n  say: x", 4, "'starts' is not known")]
    [InlineData("model: a\nrules:\n- when:\n    user:\n      matches: '('\n  say: x", 5, "no pattern")]
    [InlineData("model: a\nrules:\n- when:\n    user:\n      matches: '(a)\\1'\n  say: x", 5, "no pattern")]
    [InlineData("model: a\nrules:\n- when: {}\n  say: x", 3, "when must say something")]
    [InlineData("model: a\nrules:\n- when: {turn: 0}\n  say: x", 3, "turn must be a whole number, 1 or more")]
    [InlineData("model: a\nrules:\n- say: 'Order ${id}'", 3, "There is no 'id'")]
    [InlineData("model: a\nrules:\n- steps:\n  - call: t\n    arguments: {a: '${id}'}", 5, "There is no 'id'")]
    [InlineData("model: a\nrules:\n- steps:\n  - say: x\n    wait: 1s", 4, "one of say, call, wait and fail")]
    [InlineData("model: a\nrules:\n- steps:\n  - wait: soon", 4, "wait must be a time")]
    [InlineData("model: a\nrules:\n- steps:\n  - wait: 11m", 4, "wait must be a time")]
    [InlineData("model: a\nrules:\n- steps:\n  - fail: badly", 4, "fail must be a status")]
    [InlineData("model: a\nrules:\n- steps:\n  - fail: 200", 4, "fail must be a status")]
    [InlineData("model: a\nrules:\n- say: x\n  split: none", 4, "split must be")]
    [InlineData("model: a\nrules:\n- say: x\n  finish: done", 4, "finish must be one of")]
    [InlineData("model: a\nrules:\n- say: x\n  usage: {prompt: 1}", 4, "'prompt' is not known")]
    [InlineData("model: a\nrules:\n- steps:\n  - call: t\n    arguments: &x {a: *x}", 5, "deep")]
    public void Parse_Mistake_IsToldWithItsLine(string yaml, int line, string what)
    {
        var mistakes = new List<ScriptMistake>();
        ScriptReader.Read("a.yaml", yaml, mistakes);

        Assert.Contains(mistakes, m => m.Line == line && m.What.Contains(what, StringComparison.Ordinal));
        Assert.StartsWith(line > 0 ? $"a.yaml:{line}: " : "a.yaml: ", mistakes[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_ManyMistakes_AreAllTold()
    {
        var mistakes = new List<ScriptMistake>();
        ScriptReader.Read("a.yaml", "model: a\nrules:\n- say: '${x}'\n  finish: y\n- when: {turn: x}\n  say: ok\n  delay: never\n", mistakes);

        Assert.Equal([3, 4, 5, 5, 7], mistakes.Select(m => m.Line).Order());
    }
}
