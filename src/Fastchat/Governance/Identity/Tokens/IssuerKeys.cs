using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Microsoft.Extensions.Logging;

namespace Fastchat.Governance.Identity.Tokens;

/// <summary>
/// The keys of one issuer, remembered. They are read again in the background when they are old, and at once when a token
/// names one that is not among them; the last good ones stay for a day while the issuer is away. However many tokens with
/// made-up key names come, the issuer is asked a few times a minute.
/// </summary>
internal sealed class IssuerKeys(string name, IKeySource source, TimeProvider clock, ILogger logger)
{
    private const int MostAttempts = 6;
    private static readonly TimeSpan Attempts = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private readonly Lock _lock = new();
    private readonly Queue<DateTimeOffset> _attempts = new();
    private volatile Known? _known;
    private Task<KeySet?>? _loading;
    private DateTimeOffset _failedAt = DateTimeOffset.MinValue;

    /// <summary>What is known of the issuer.</summary>
    /// <exception cref="FastchatException">IDENTITY_PROVIDER_UNAVAILABLE.</exception>
    public async ValueTask<KeySet> GetAsync(CancellationToken cancellationToken) => await FindAsync(cancellationToken) ?? throw new FastchatException(
        ErrorReason.IdentityProviderUnavailable, $"The keys of the identity provider '{name}' cannot be read; try again later.")
    {
        RetryAfter = PauseAfterFailure,
    };

    /// <summary>What is known of the issuer; null when it cannot be reached.</summary>
    public async ValueTask<KeySet?> FindAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (_known is not { } known || now - known.At >= Longest) return await LoadAsync(cancellationToken);
        if (now - known.At >= source.RefreshAfter) _ = TryLoad();
        return known.Keys;
    }

    /// <summary>What the issuer says now; null when it was asked too often, or does not answer.</summary>
    public async ValueTask<KeySet?> LoadAsync(CancellationToken cancellationToken) =>
        TryLoad() is { } loading ? await loading.WaitAsync(cancellationToken) : null;

    // One at a time for all callers, so none of their tokens may end it.
    private Task<KeySet?>? TryLoad()
    {
        lock (_lock)
        {
            if (_loading is { IsCompleted: false }) return _loading;
            var now = clock.GetUtcNow();
            while (_attempts.TryPeek(out var first) && now - first >= Attempts) _attempts.Dequeue();
            if (_attempts.Count >= MostAttempts || now - _failedAt < PauseAfterFailure) return null;
            _attempts.Enqueue(now);
            return _loading = ReadAsync();
        }
    }

    private async Task<KeySet?> ReadAsync()
    {
        // The lock is held by whoever begins.
        await Task.Yield();
        try
        {
            var keys = await source.LoadAsync(CancellationToken.None);
            _known = new Known(keys, clock.GetUtcNow());
            return keys;
        }
        catch (Exception e)
        {
            // Whatever it is, it is the provider's or the network's, and the callers are told one thing.
            lock (_lock) _failedAt = clock.GetUtcNow();
            Log.KeysNotRead(logger, name, e);
            return null;
        }
    }

    private sealed record Known(KeySet Keys, DateTimeOffset At);
}
