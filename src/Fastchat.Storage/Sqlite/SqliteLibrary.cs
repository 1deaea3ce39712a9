using System.Runtime.InteropServices;
using SQLitePCL;

namespace Fastchat.Storage.Sqlite;

/// <summary>
/// Binds the provider to the operating system's SQLite, which the system's updates keep mended; the native library that
/// packages bundle has known advisories.
/// </summary>
internal static class SqliteLibrary
{
    private static readonly Lazy<nint> Library = new(Bind);

    public static void EnsureLoaded() => _ = Library.Value;

    internal static nint Load(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            if (NativeLibrary.TryLoad(name, out var library)) return library;
        }

        throw new DllNotFoundException(
            $"SQLite's native library was not found (tried {string.Join(", ", names)}). Install the system's package: "
            + "libsqlite3-0 on Debian and Ubuntu, sqlite-libs on Alpine, Fedora and Red Hat; macOS and Windows bring it along.");
    }

    private static nint Bind()
    {
        var library = Load(SystemNames());
        NativeLibrary.SetDllImportResolver(
            typeof(SQLite3Provider_e_sqlite3).Assembly,
            (name, _, _) => name == "e_sqlite3" ? library : 0);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        return library;
    }

    private static string[] SystemNames() =>
        OperatingSystem.IsWindows() ? ["winsqlite3"]
        : OperatingSystem.IsMacOS() ? ["libsqlite3.dylib", "/usr/lib/libsqlite3.dylib"]
        : ["libsqlite3.so.0"];
}
