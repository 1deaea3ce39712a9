using Npgsql;

namespace Fastchat.Storage.Postgres;

/// <summary>
/// Hears what nodes announce, on a connection of its own. Notifications that come while it is not connected are lost, so
/// after each new connection all is told to be forgotten.
/// </summary>
internal sealed class PostgresListener : IAsyncDisposable
{
    /// <summary>The channel; channels belong to a database.</summary>
    public const string Channel = "fastchat_changes";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly string _connectionString;
    private readonly ChangeFeed _feed;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _loop;

    public PostgresListener(NpgsqlConnectionStringBuilder options, ChangeFeed feed, TimeProvider clock)
    {
        _connectionString = new NpgsqlConnectionStringBuilder(options.ToString())
        {
            Pooling = false,

            // A peer that vanished says nothing: without these the connection would listen to it for ever.
            KeepAlive = 10,
            TcpKeepAlive = true,
        }.ToString();
        _feed = feed;
        _clock = clock;
        using (ExecutionContext.SuppressFlow()) _loop = Task.Run(LoopAsync);
    }

    /// <summary>Ends when announcements are heard for the first time.</summary>
    public Task Listening => _listening.Task;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loop;
        _stopping.Dispose();
    }

    private async Task LoopAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(_stopping.Token);
            }
            catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException or OperationCanceledException or InvalidOperationException)
            {
                await Task.Delay(Pause, _clock, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(_connectionString);
        connection.Notification += (_, e) => _feed.Raise(Change.Parse(e.Payload));
        await connection.OpenAsync(ct);
        await using (var command = new NpgsqlCommand($"LISTEN {Channel}", connection)) await command.ExecuteNonQueryAsync(ct);
        _feed.Raise(null);
        _listening.TrySetResult();
        while (true) await connection.WaitAsync(ct);
    }
}
