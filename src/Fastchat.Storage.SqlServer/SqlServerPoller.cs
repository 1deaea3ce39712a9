using Dapper;
using Microsoft.Data.SqlClient;

namespace Fastchat.Storage.SqlServer;

/// <summary>Looks for what nodes have announced. What was announced while the server could not be reached is still there afterwards.</summary>
internal sealed class SqlServerPoller : IAsyncDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    private readonly string _connectionString;
    private readonly ChangeFeed _feed;
    private readonly SqlServerOptions _options;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;
    private long _after;
    private DateTimeOffset _forgetAt;

    /// <param name="connectionString">How to connect.</param>
    /// <param name="after">The newest version that is known.</param>
    /// <param name="feed">Whom to tell.</param>
    /// <param name="options">Interval and clock.</param>
    public SqlServerPoller(string connectionString, long after, ChangeFeed feed, SqlServerOptions options)
    {
        _connectionString = connectionString;
        _after = after;
        _feed = feed;
        _options = options;
        using (ExecutionContext.SuppressFlow()) _loop = Task.Run(LoopAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loop;
        _stopping.Dispose();
    }

    private async Task LoopAsync()
    {
        var seen = _options.TimeProvider.GetUtcNow();
        while (!_stopping.IsCancellationRequested)
        {
            await Task.Delay(_options.PollInterval, _options.TimeProvider, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await PollAsync(_stopping.Token);

                // Longer away than announcements are kept: some may have come and gone.
                if (_options.TimeProvider.GetUtcNow() - seen > Kept / 2) _feed.Raise(null);
                seen = _options.TimeProvider.GetUtcNow();
            }
            catch (Exception e) when (e is SqlException or InvalidOperationException or OperationCanceledException)
            {
                // Cannot be reached: the next look finds what was announced meanwhile.
            }
        }
    }

    private async Task PollAsync(CancellationToken ct)
    {
        await using var connection = new SqlConnection(_connectionString);
        await connection.OpenAsync(ct);
        foreach (var row in await connection.QueryAsync<Row>(SqlServerStatements.Since, new { after = _after }))
        {
            _feed.Raise(new Change(row.Topic, row.ChangeKey));
            _after = row.Version;
        }

        var now = _options.TimeProvider.GetUtcNow();
        if (now < _forgetAt) return;
        await connection.ExecuteAsync(SqlServerStatements.Forget, new { before = (now - Kept).ToUnixTimeMilliseconds() });
        _forgetAt = now + TimeSpan.FromMinutes(1);
    }

    private sealed record Row(long Version, string Topic, string ChangeKey);
}
