using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Fastchat.Storage.Migrations;

namespace Fastchat.Storage;

/// <summary>All migrations of one kind of database: numbered from 1 without a gap, never changed once released.</summary>
public sealed partial class MigrationSet
{
    private readonly Migration[] _migrations;

    private MigrationSet(IEnumerable<Migration> migrations)
    {
        _migrations = [.. migrations.OrderBy(migration => migration.Version)];
        for (var index = 0; index < _migrations.Length; index++)
        {
            var (expected, migration) = (index + 1, _migrations[index]);
            if (migration.Version < expected && index > 0)
                throw new MigrationException($"The migrations {_migrations[index - 1]} and {migration} have the same number.");
            if (migration.Version != expected)
                throw new MigrationException($"The migration {expected:D3} is missing: {migration} comes where it should be. Number from 001 without a gap.");
        }
    }

    /// <summary>The number of the newest migration, which is also their count.</summary>
    public int LatestVersion => _migrations.Length;

    /// <summary>Takes the embedded resources <c>prefix.NNN_what.sql</c>, for example <c>Fastchat.Chat.Migrations.001_threads.sql</c>.</summary>
    /// <exception cref="MigrationException">There is none, one is misnamed, or their numbers have a gap or a double.</exception>
    public static MigrationSet FromResources(Assembly assembly, string prefix)
    {
        var start = prefix.EndsWith('.') ? prefix : prefix + ".";
        var resources = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(start, StringComparison.Ordinal) && name.EndsWith(".sql", StringComparison.Ordinal))
            .ToArray();
        if (resources.Length == 0)
            throw new MigrationException($"{assembly.GetName().Name} has no embedded resource '{start}NNN_what.sql'.");
        return FromScripts(resources.Select(name => (name[start.Length..], ReadText(assembly, name))));
    }

    internal static MigrationSet FromScripts(IEnumerable<(string FileName, string Sql)> scripts) =>
        new(scripts.Select(script => Parse(script.FileName, script.Sql)));

    internal Migration this[int version] => _migrations[version - 1];

    [GeneratedRegex(@"^(?<version>[0-9]{3})_(?<name>[a-z0-9_]+)\.sql$", RegexOptions.ExplicitCapture)]
    private static partial Regex FileNamePattern { get; }

    private static Migration Parse(string fileName, string sql)
    {
        var match = FileNamePattern.Match(fileName);
        if (!match.Success) throw new MigrationException($"The migration '{fileName}' is misnamed: NNN_what.sql is expected, in lower case.");
        return new Migration(int.Parse(match.Groups["version"].ValueSpan, CultureInfo.InvariantCulture), match.Groups["name"].Value, sql);
    }

    private static string ReadText(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
