using Xunit;

namespace Fastchat.Storage.Sqlite;

public sealed class SqliteLibraryTests
{
    [Fact]
    public void Load_LibraryIsMissing_NamesThePackageToInstall()
    {
        var error = Assert.Throws<DllNotFoundException>(() => SqliteLibrary.Load(["libsurely-not-there.so.0"]));

        Assert.Contains("libsurely-not-there.so.0", error.Message, StringComparison.Ordinal);
        Assert.Contains("libsqlite3-0", error.Message, StringComparison.Ordinal);
    }
}
