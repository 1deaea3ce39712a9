namespace Fastchat.Testing;

/// <summary>
/// Dapper makes code for every statement of every connection string. The tests' thousands of databases have one schema, so those
/// of one engine count as one: most of the suites' time was making the same code again.
/// </summary>
internal sealed class SharedStatements : IEqualityComparer<string>
{
    public bool Equals(string? x, string? y) => Engine(x) == Engine(y);

    public int GetHashCode(string obj) => Engine(obj);

    private static int Engine(string? connectionString) => connectionString switch
    {
        null => 0,
        _ when connectionString.Contains("Host=", StringComparison.OrdinalIgnoreCase) => 1,
        _ when connectionString.Contains("Initial Catalog=", StringComparison.OrdinalIgnoreCase) => 2,
        _ => 3,
    };
}
