using Fastchat.Governance.Identity;

namespace Fastchat.Server;

public sealed class KeyFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_NoFile_MakesAKeyThatOnlyItsOwnerReads()
    {
        var file = KeyFile.Open(_folder.Path, "api-key");

        Assert.True(file.IsNew);
        Assert.StartsWith(ApiKey.Prefix, file.Key, StringComparison.Ordinal);
        Assert.Equal(file.Key + "\n", File.ReadAllText(file.Path));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file.Path));
    }

    [Fact]
    public void Open_SecondTime_GivesTheSameKey()
    {
        var first = KeyFile.Open(_folder.Path, "api-key");

        var second = KeyFile.Open(_folder.Path, "api-key");

        Assert.False(second.IsNew);
        Assert.Equal(first.Key, second.Key);
    }

    [Fact]
    public void Open_EmptyFile_MakesAKey()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "api-key"), "\n");

        var file = KeyFile.Open(_folder.Path, "api-key");

        Assert.True(file.IsNew);
        Assert.Equal(file.Key, KeyFile.Open(_folder.Path, "api-key").Key);
    }

    [Fact]
    public void Open_TwoNames_MakesTwoKeys() =>
        Assert.NotEqual(KeyFile.Open(_folder.Path, "api-key").Key, KeyFile.Open(_folder.Path, "admin-key").Key);

    [Fact]
    public void Open_EmptyFileThatOthersRead_MakesAKeyThatOnlyItsOwnerReads()
    {
        if (OperatingSystem.IsWindows()) return;
        var path = Path.Combine(_folder.Path, "api-key");
        File.WriteAllText(path, "");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        KeyFile.Open(_folder.Path, "api-key");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }
}
