using System.Globalization;
using System.Text.RegularExpressions;
using Fastchat.Storage;

namespace Fastchat.Testing.Twins;

/// <summary>
/// Speaks two dialects at once: what a store puts into its SQL are marks, and only when a statement runs is each replaced by
/// what the one engine or the other calls it.
/// </summary>
internal sealed partial class TwinDialect(SqlDialect first, SqlDialect second) : SqlDialect
{
    private readonly List<(string First, string Second)> _texts = [];
    private readonly Lock _lock = new();

    public override string LockedTable => Mark(d => d.LockedTable);

    public override string ForUpdate => Mark(d => d.ForUpdate);

    public override string Limit(string parameter) => Mark(d => d.Limit(parameter));

    public override string In(string column, string parameter) => Mark(d => d.In(column, parameter));

    public override string InsertNew(string table, string key, params IReadOnlyList<(string Column, string Value)> row) => Mark(d => d.InsertNew(table, key, row));

    public override string Pick(string sqlite, string postgres, string sqlServer) => Mark(d => d.Pick(sqlite, postgres, sqlServer));

    /// <summary>A statement as the first engine takes it.</summary>
    public string First(string sql) => Replace(sql, text => text.First);

    /// <summary>A statement as the second engine takes it.</summary>
    public string Second(string sql) => Replace(sql, text => text.Second);

    private string Mark(Func<SqlDialect, string> say)
    {
        var texts = (say(first), say(second));
        if (texts.Item1 == texts.Item2) return texts.Item1;
        int mark;
        lock (_lock)
        {
            mark = _texts.IndexOf(texts);
            if (mark < 0)
            {
                mark = _texts.Count;
                _texts.Add(texts);
            }
        }

        // Dapper looks for parameters in the text that it is given, and leaves out what is not there.
        var parameters = string.Join(' ', Parameters().Matches(texts.Item1 + " " + texts.Item2).Select(m => m.Value).Distinct());
        return string.Create(CultureInfo.InvariantCulture, $"/*mark {mark} {parameters}*/");
    }

    private string Replace(string sql, Func<(string First, string Second), string> choose) => Marks().Replace(sql, m =>
    {
        lock (_lock) return choose(_texts[int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)]);
    });

    [GeneratedRegex("@[a-zA-Z]+")]
    private static partial Regex Parameters();

    [GeneratedRegex(@"/\*mark (\d+)[^*]*\*/")]
    private static partial Regex Marks();
}
