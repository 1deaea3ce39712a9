using Dapper;
using Fastchat.Foundation;
using Fastchat.Storage;

namespace Fastchat.Runs;

/// <summary>Which nodes live: one row each, renewed by its node. Counted by the nodes' own clocks, as all leases are.</summary>
public sealed class RunNodeStore(Database database, Node node, TimeProvider clock)
{
    /// <summary>For how long a node is taken to live after it last said so.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(12);

    // Nodes whose folder was thrown away never come back.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    private readonly string _add = database.Sql.InsertNew("run_nodes", "node", ("node", "@node"), ("expires_at", "@until"));

    /// <summary>Whether there are no other nodes, so that nobody looks.</summary>
    public bool IsAlone => !database.IsShared;

    /// <summary>Says that this node lives for a further <see cref="Lease"/>.</summary>
    public Task RenewAsync(CancellationToken cancellationToken) => database.WriteAsync(
        StorageScope.Operator,
        async connection =>
        {
            var now = clock.GetUtcNow();
            var row = new { node = node.Id, until = (now + Lease).ToUnixTimeMilliseconds(), kept = (now - Kept).ToUnixTimeMilliseconds() };
            if (await connection.ExecuteAsync("UPDATE run_nodes SET expires_at = @until WHERE node = @node", row) == 1) return;
            await connection.ExecuteAsync(_add, row);
            await connection.ExecuteAsync("DELETE FROM run_nodes WHERE expires_at < @kept", row);
        },
        cancellationToken);
}
