using Microsoft.Data.SqlClient;

namespace Fastchat.Storage.SqlServer;

/// <summary>Where a SQL Server database is, and how much of it may be used.</summary>
public sealed record SqlServerOptions
{
    /// <summary>The driver's own form: <c>Server=…;Database=…;User ID=…;Password=…;Encrypt=…</c>.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>How many connections at once. Default 50, at least 2.</summary>
    public int MaxConnections { get; init; } = 50;

    /// <summary>How often announced changes are looked for. Default half a second.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The clock that stamps applied migrations and times the polling.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Checks what can be checked without connecting.</summary>
    /// <exception cref="ArgumentException">Something is wrong; the message says what, and holds no password.</exception>
    public void Validate() => ToBuilder();

    /// <summary>The connection string as the driver takes it.</summary>
    /// <exception cref="ArgumentException">It cannot be read; the message holds none of it, for there may be a password in it.</exception>
    internal SqlConnectionStringBuilder ToBuilder()
    {
        if (MaxConnections < 2) throw new ArgumentException($"{nameof(MaxConnections)} is {MaxConnections}, less than 2.");
        try
        {
            return new SqlConnectionStringBuilder(ConnectionString)
            {
                MaxPoolSize = MaxConnections,
                ApplicationName = "fastchat",
                PersistSecurityInfo = false,

                // Statements that wait for one another on one connection would need it; ours never do.
                MultipleActiveResultSets = false,
            };
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new ArgumentException("The SQL Server connection string cannot be read. Give it as 'Server=…;Database=…;User ID=…;Password=…'.");
        }
    }
}
