using System.Collections.Concurrent;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Fastchat.Testing.Twins;

/// <summary>Reads T-SQL with Microsoft's own parser (SQL Server 2019): what stands in for a server that cannot be had.</summary>
public static class TSql
{
    private static readonly ConcurrentDictionary<string, string?> Known = new(StringComparer.Ordinal);

    /// <summary>The statements that have been read in this process.</summary>
    public static ICollection<string> Read => Known.Keys;

    /// <exception cref="InvalidOperationException">It is no T-SQL.</exception>
    public static void Check(string sql)
    {
        if (Known.GetOrAdd(sql, Parse) is { } error) throw new InvalidOperationException($"This is no T-SQL: {error}{Environment.NewLine}{sql}");
    }

    private static string? Parse(string sql)
    {
        using var reader = new StringReader(sql);
        new TSql150Parser(initialQuotedIdentifiers: true).Parse(reader, out var errors);
        return errors.Count == 0 ? null : string.Join("; ", errors.Select(e => $"line {e.Line}, column {e.Column}: {e.Message}"));
    }
}
