using Fastchat.Storage;

namespace Fastchat.Foundation;

/// <summary>Pages of rows whose ids sort by time of making: the id is order and cursor in one.</summary>
public sealed class IdPages
{
    private readonly PageQuery _query;
    private readonly bool _backwards;

    private IdPages(SqlDialect sql, string column, PageQuery query)
    {
        _query = query;

        // A page before an id is read towards it and turned round.
        _backwards = query.Before is not null;
        var ascending = query.Ascending != _backwards;
        Where = query is { After: null, Before: null } ? "" : $"AND {column} {(ascending ? ">" : "<")} @cursor";
        OrderAndLimit = $"ORDER BY {column} {(ascending ? "ASC" : "DESC")} {sql.Limit("@take")}";
    }

    /// <summary>The condition to add, beginning with AND; may be empty.</summary>
    public string Where { get; }

    /// <summary>The order and limit to add.</summary>
    public string OrderAndLimit { get; }

    /// <summary>The clauses for a page.</summary>
    /// <param name="sql">What the engine says differently.</param>
    /// <param name="column">The column of ids; a constant of the store's, never a caller's text.</param>
    /// <param name="query">Which page.</param>
    public static IdPages For(SqlDialect sql, string column, PageQuery query) => new(sql, column, query);

    /// <summary>The statement's parameters, with those of the page.</summary>
    public object With(object parameters)
    {
        var all = new Dictionary<string, object?> { ["cursor"] = _query.After ?? _query.Before, ["take"] = _query.Limit + 1 };
        foreach (var property in parameters.GetType().GetProperties()) all[property.Name] = property.GetValue(parameters);
        return all;
    }

    /// <summary>The page that the rows make; one more than asked for says that there are others.</summary>
    public Page<T> Page<TRow, T>(IReadOnlyList<TRow> rows, Func<TRow, T> map)
    {
        var items = rows.Take(_query.Limit).Select(map);
        return new Page<T>([.. _backwards ? items.Reverse() : items], rows.Count > _query.Limit);
    }
}
