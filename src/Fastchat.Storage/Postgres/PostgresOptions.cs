using Npgsql;

namespace Fastchat.Storage.Postgres;

/// <summary>Where a PostgreSQL database is, and how much of it may be used.</summary>
public sealed record PostgresOptions
{
    /// <summary>Npgsql's own form, <c>Host=…;Username=…;Password=…;Database=…</c>, or a URI, <c>postgresql://user:password@host:port/database?sslmode=require</c>.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>How many connections at once; the server's own limit is shared by all nodes. Default 50, at least 2.</summary>
    public int MaxConnections { get; init; } = 50;

    /// <summary>The clock that stamps applied migrations.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Checks what can be checked without connecting.</summary>
    /// <exception cref="ArgumentException">Something is wrong; the message says what, and holds no password.</exception>
    public void Validate() => ToBuilder();

    /// <summary>The connection string as the driver takes it.</summary>
    /// <exception cref="ArgumentException">It cannot be read; the message holds none of it, for there may be a password in it.</exception>
    internal NpgsqlConnectionStringBuilder ToBuilder()
    {
        if (MaxConnections < 2) throw new ArgumentException($"{nameof(MaxConnections)} is {MaxConnections}, less than 2.");
        try
        {
            var builder = PostgresUri.IsUri(ConnectionString) ? PostgresUri.Parse(ConnectionString) : new NpgsqlConnectionStringBuilder(ConnectionString);
            if (string.IsNullOrEmpty(builder.Host)) throw new ArgumentException("no host is named");
            builder.MaxPoolSize = MaxConnections;
            builder.ApplicationName ??= "fastchat";

            // Statements are few and the same: the driver prepares those that come back.
            if (builder.MaxAutoPrepare == 0) builder.MaxAutoPrepare = 200;
            builder.PersistSecurityInfo = false;
            builder.IncludeErrorDetail = false;
            return builder;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new ArgumentException($"The PostgreSQL connection string cannot be read: {Reason(e)}. Give it as 'Host=…;Username=…;Password=…;Database=…' or as 'postgresql://user:password@host:port/database'.");
        }
    }

    // The driver's messages name keywords, but a value that stands where a keyword should be would be told as one.
    private static string Reason(Exception e) => e.Message is "no host is named" ? e.Message : "it has another form, or a keyword that the driver does not know";
}
