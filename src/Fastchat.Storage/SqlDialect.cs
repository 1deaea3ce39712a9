namespace Fastchat.Storage;

/// <summary>
/// The few things that engines say differently; all other SQL is written once. Arguments are constants of stores, never a
/// caller's text.
/// </summary>
public abstract class SqlDialect
{
    /// <summary>The clause that ends an ordered SELECT after so many rows.</summary>
    /// <param name="parameter">The parameter with the count, for example <c>@take</c>.</param>
    public abstract string Limit(string parameter);

    /// <summary>The condition that a column has one of several values.</summary>
    /// <param name="column">The column.</param>
    /// <param name="parameter">The parameter with the array, for example <c>@ids</c>.</param>
    public abstract string In(string column, string parameter);

    /// <summary>An INSERT of one row that does nothing when a row of the same key is there: it affects one row or none.</summary>
    /// <param name="table">The table.</param>
    /// <param name="key">The columns of a unique key, with commas.</param>
    /// <param name="row">Columns and the parameters or constants that they get.</param>
    public abstract string InsertNew(string table, string key, params IReadOnlyList<(string Column, string Value)> row);

    /// <summary>Behind a table's name in a SELECT whose rows the same transaction is about to change.</summary>
    public abstract string LockedTable { get; }

    /// <summary>At the end of such a SELECT.</summary>
    public abstract string ForUpdate { get; }

    /// <summary>Chooses between statements that really differ.</summary>
    public abstract string Pick(string sqlite, string postgres, string sqlServer);
}
