using Fastchat.Contracts.Admin.V1;
using Fastchat.Storage;

namespace Fastchat.Health;

/// <summary>Whether the relational store answers.</summary>
public sealed class DatabaseHealth(Database database) : HealthCheck
{
    /// <inheritdoc />
    public override string Name => "database";

    /// <inheritdoc />
    public override async Task<(HealthStatus Status, string? Detail)> CheckAsync(CancellationToken cancellationToken)
    {
        await database.ReadAsync(
            StorageScope.Operator,
            async connection =>
            {
                await using var command = connection.CreateCommand();
                command.CommandText = "SELECT 1";
                return await command.ExecuteScalarAsync(cancellationToken);
            },
            cancellationToken);
        return (HealthStatus.Healthy, null);
    }
}
