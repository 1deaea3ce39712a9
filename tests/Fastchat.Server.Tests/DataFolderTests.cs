namespace Fastchat.Server;

public sealed class DataFolderTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Open_NoFolder_MakesOneThatOnlyItsOwnerEnters()
    {
        using var folder = DataFolder.Open(Path.Combine(_temporary.Path, "deep", "data"));

        Assert.True(Directory.Exists(folder.Path));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.Path));
    }

    [Fact]
    public void Open_FolderThatOthersCouldRead_ShutsThemOut()
    {
        if (OperatingSystem.IsWindows()) return;
        File.SetUnixFileMode(_temporary.Path, (UnixFileMode)Convert.ToInt32("755", 8));

        using var folder = DataFolder.Open(_temporary.Path);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.Path));
    }

    [Fact]
    public void Open_RelativePath_IsMadeAbsolute()
    {
        using var folder = DataFolder.Open(Path.GetRelativePath(Environment.CurrentDirectory, _temporary.Path));

        Assert.Equal(_temporary.Path, folder.Path);
        Assert.All(new[] { folder.Database, folder.Index, folder.Blobs }, path => Assert.StartsWith(_temporary.Path, path, StringComparison.Ordinal));
    }

    [Fact]
    public void Open_InUse_SaysSoAndWhatToDo()
    {
        using var first = DataFolder.Open(_temporary.Path);

        var e = Assert.Throws<IOException>(() => DataFolder.Open(_temporary.Path));

        Assert.Contains($"{_temporary.Path} is in use", e.Message, StringComparison.Ordinal);
        Assert.Contains("DATA_DIR", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_AfterItWasReleased_Works()
    {
        DataFolder.Open(_temporary.Path).Dispose();

        using var second = DataFolder.Open(_temporary.Path);

        Assert.Equal(_temporary.Path, second.Path);
    }

    [Fact]
    public void Open_APathThatIsAFile_SaysSo()
    {
        var path = Path.Combine(_temporary.Path, "file");
        File.WriteAllText(path, "");

        Assert.Contains(path, Assert.Throws<IOException>(() => DataFolder.Open(path)).Message, StringComparison.Ordinal);
    }
}
