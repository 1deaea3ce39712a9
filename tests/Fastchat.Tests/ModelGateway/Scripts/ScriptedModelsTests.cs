using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Testing;

namespace Fastchat.ModelGateway.Scripts;

public sealed class ScriptedModelsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeClock _clock = new();
    private readonly CapturedLog<ScriptedModels> _log = new();
    private int _writes;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Models_OfAFolder_AreThoseOfItsFiles()
    {
        Write("b.yaml", "model: b\nowned_by: me\nrules: [{say: x}]");
        Write("a.yml", "model: a2\nrules: [{say: x}]\n---\nmodel: a1\nrules: [{say: x}]");
        Write("notes.txt", "nothing");
        using var models = Open();

        Assert.Equal([("a1", "scripts"), ("a2", "scripts"), ("b", "me")], models.Models.Select(m => (m.Name, m.OwnedBy)));
        Assert.True(models.Offers("b"));
        Assert.False(models.Offers("c"));
        Assert.Equal(ErrorReason.ModelNotFound, Assert.Throws<FastchatException>(() => models.ChatModel("c")).Reason);
    }

    [Fact]
    public void Models_OfOneFile_AreItsOwn()
    {
        Write("a.yaml", "model: a\nrules: [{say: x}]");
        Write("b.yaml", "model: b\nrules: [{say: x}]");
        using var models = Open(Path.Combine(_folder.Path, "b.yaml"));

        Assert.Equal(["b"], models.Models.Select(m => m.Name));
    }

    [Fact]
    public void Start_Mistakes_AreAllToldWithFileAndLine()
    {
        Write("a.yaml", "model: a\nrules: []");
        Write("b.yaml", "model: scripted\nrules: [{say: x}]");
        Write("c.yaml", "model: c\nrules: [{say: x}]");
        Write("d.yaml", "model: c\nrules: [{say: x}]");

        var mistakes = Assert.Throws<FormatException>(() => Open()).Message;

        Assert.Contains("a.yaml:2: rules must have", mistakes, StringComparison.Ordinal);
        Assert.Contains("b.yaml: 'scripted' is the name of a built-in model.", mistakes, StringComparison.Ordinal);
        Assert.Contains("d.yaml: There is another script", mistakes, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("")]
    public void Start_NothingToRead_IsAMistake(string name) => Assert.Throws<FormatException>(() => Open(Path.Combine(_folder.Path, name)));

    [Fact]
    public void Look_ChangedFiles_AreInForce()
    {
        Write("a.yaml", "model: a\nrules: [{say: x}]");
        using var models = Open();
        var old = models.ChatModel("a");
        Write("a.yaml", "model: a\nrules: [{say: y}]");
        Write("b.yaml", "model: b\nrules: [{say: x}]");

        Settle(models);

        Assert.Equal(["a", "b"], models.Models.Select(m => m.Name));
        Assert.NotSame(old, models.ChatModel("a"));
        Assert.Null(models.Trouble);
    }

    [Fact]
    public void Look_NothingChanged_ReadsNothing()
    {
        Write("a.yaml", "model: a\nrules: [{say: x}]");
        using var models = Open();
        var old = models.ChatModel("a");

        Settle(models);

        Assert.Same(old, models.ChatModel("a"));
    }

    [Fact]
    public void Look_FilesThatAreWrong_ChangeNothingAndAreTold()
    {
        Write("a.yaml", "model: a\nrules: [{say: x}]");
        using var models = Open();
        Write("a.yaml", "model: a\nrules: []");
        Settle(models);
        Assert.Equal(["a"], models.Models.Select(m => m.Name));
        Assert.StartsWith("a.yaml:2: ", models.Trouble, StringComparison.Ordinal);

        Write("a.yaml", "model: c\nrules: [{say: x}]");
        Settle(models);

        Assert.Equal(["c"], models.Models.Select(m => m.Name));
        Assert.Null(models.Trouble);
    }

    [Fact]
    public async Task Files_Changed_AreLookedAtEachSecond()
    {
        Write("a.yaml", "model: a\nrules: [{say: x}]");
        using var models = Open();
        await models.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.IsTrueAsync(() => _clock.Waiting == 1);
        Write("b.yaml", "model: b\nrules: [{say: x}]");
        await Eventually.IsTrueAsync(() =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            return models.Offers("b");
        });
        await models.StopAsync(TestContext.Current.CancellationToken);
    }

    private ScriptedModels Open(string? path = null) => new(new ScriptFolder(path ?? _folder.Path), _clock, _log);

    // Files written within one tick of the file system would look alike.
    private void Write(string name, string yaml)
    {
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllText(path, yaml);
        File.SetLastWriteTimeUtc(path, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(_writes++));
    }

    // What is seen once may still be being written.
    private static void Settle(ScriptedModels models)
    {
        models.Look();
        models.Look();
    }
}
