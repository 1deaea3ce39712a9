namespace Fastchat.Storage.Sqlite;

/// <summary>Where a database lies and how much it may use.</summary>
public sealed record SqliteOptions
{
    /// <summary>
    /// The <see cref="Path"/> of a database that lives as long as its <see cref="SqliteDatabase"/>: it starts empty and leaves
    /// nothing behind.
    /// </summary>
    public const string InMemory = ":memory:";

    /// <summary>The database's file, made with its folder when missing; or <see cref="InMemory"/>.</summary>
    public required string Path { get; init; }

    /// <summary>How many reads run at once; each holds a connection, opened when first needed. Default 4, at least 1.</summary>
    public int ReadConnections { get; init; } = 4;

    /// <summary>How many writes may wait before callers of <c>WriteAsync</c> wait to be accepted. Default 4096, at least 1.</summary>
    public int WriteQueueCapacity { get; init; } = 4096;

    /// <summary>How many waiting writes share one transaction at most. Default 256, at least 1.</summary>
    public int WriteGroupLimit { get; init; } = 256;

    /// <summary>How long to wait for another process's lock before a write fails. Default 5 seconds; rounded up to whole seconds.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The clock that stamps applied migrations.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal void Validate()
    {
        List<string> violations = [];
        if (string.IsNullOrWhiteSpace(Path)) violations.Add($"{nameof(Path)} is empty");
        if (ReadConnections < 1) violations.Add($"{nameof(ReadConnections)} is {ReadConnections}, less than 1");
        if (WriteQueueCapacity < 1) violations.Add($"{nameof(WriteQueueCapacity)} is {WriteQueueCapacity}, less than 1");
        if (WriteGroupLimit < 1) violations.Add($"{nameof(WriteGroupLimit)} is {WriteGroupLimit}, less than 1");
        if (BusyTimeout <= TimeSpan.Zero || BusyTimeout > TimeSpan.FromHours(1))
            violations.Add($"{nameof(BusyTimeout)} is {BusyTimeout}, not between 0 and 1 hour");
        if (violations.Count > 0) throw new ArgumentException($"The database options are wrong: {string.Join("; ", violations)}.");
    }
}
