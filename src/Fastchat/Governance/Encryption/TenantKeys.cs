using System.Collections.Concurrent;
using System.Security.Cryptography;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Microsoft.Extensions.Logging;

namespace Fastchat.Governance.Encryption;

/// <summary>
/// The tenants' data keys: made when first needed, unwrapped into memory for five minutes at most, forgotten (and zeroed) at
/// once when any node changes them.
/// </summary>
public sealed class TenantKeys : IDisposable
{
    private const int Attempts = 3;
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(5);

    private readonly TenantKeyStore _store;
    private readonly KeyWrapper _wrapper;
    private readonly TimeProvider _clock;
    private readonly ILogger<TenantKeys> _logger;
    private readonly int _capacity;
    private readonly IDisposable _watch;
    private readonly ConcurrentDictionary<TenantId, Known> _known = new();
    private readonly Lock _lock = new();
    private int _changes;

    /// <summary>Watches for changes from now on.</summary>
    /// <param name="store">Where the wrapped keys are.</param>
    /// <param name="wrapper">What unwraps them.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="logger">Hears of what cannot be read.</param>
    /// <param name="capacity">Of how many tenants keys are remembered.</param>
    public TenantKeys(TenantKeyStore store, KeyWrapper wrapper, TimeProvider clock, ILogger<TenantKeys> logger, int capacity = 1000)
    {
        _store = store;
        _wrapper = wrapper;
        _clock = clock;
        _logger = logger;
        _capacity = capacity;
        _watch = store.Watch(Forget);
    }

    internal int KnownCount => _known.Count;

    /// <summary>Does work with a tenant's keys. It is done again from its start when the keys changed under it. Not to be called inside a transaction.</summary>
    /// <exception cref="FastchatException">DATA_UNREADABLE: the keys have been destroyed or cannot be unwrapped, or what is read needs one that is gone.</exception>
    public async Task<T> UseAsync<T>(TenantId tenant, Func<TenantCipher, Task<T>> work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var cipher = await EnterAsync(tenant, cancellationToken);
            try
            {
                return await work(cipher);
            }
            catch (KeysChangedException) when (attempt < Attempts)
            {
                Forget(tenant, cipher);
            }
            catch (KeysChangedException e)
            {
                throw cipher.Unreadable("a value of a version that is not there", e);
            }
            finally
            {
                cipher.Leave();
            }
        }
    }

    /// <inheritdoc cref="UseAsync{T}"/>
    public Task UseAsync(TenantId tenant, Func<TenantCipher, Task> work, CancellationToken cancellationToken) => UseAsync(
        tenant,
        async cipher =>
        {
            await work(cipher);
            return true;
        },
        cancellationToken);

    /// <summary>Makes a tenant's first key when there is none; it does not open it.</summary>
    public async Task EnsureAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        if ((await _store.ListAsync(tenant, cancellationToken)).Count == 0) await AddAsync(tenant, 1, cancellationToken);
    }

    /// <summary>Adds a version, which encrypts from now on; says its number.</summary>
    /// <exception cref="FastchatException">DATA_UNREADABLE: the tenant's key has been destroyed.</exception>
    public async Task<TenantKeyRecord> RotateAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        while (true)
        {
            var versions = await _store.ListAsync(tenant, cancellationToken);
            if (versions.Any(v => v.DestroyedAt is not null)) throw Destroyed();
            var next = versions.Count == 0 ? 1 : versions[^1].Version + 1;
            if (!await AddAsync(tenant, next, cancellationToken)) continue;
            return (await _store.ListAsync(tenant, cancellationToken)).Single(v => v.Version == next);
        }
    }

    /// <summary>Destroys a tenant's key: nothing that was encrypted for the tenant can be read any more, on any node, and nothing can be written.</summary>
    public async Task DestroyAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await _store.DestroyAsync(tenant, cancellationToken);
        Forget(tenant);
    }

    /// <summary>Wraps anew under today's key-encryption key whatever another one has wrapped; says how many keys.</summary>
    public async Task<int> RewrapAsync(CancellationToken cancellationToken)
    {
        var count = 0;
        (TenantId, int)? after = null;
        while (true)
        {
            var page = await _store.ListAllAsync(after, 100, cancellationToken);
            foreach (var key in page.Items.Where(k => k.DestroyedAt is null && k.KeyId != _wrapper.KeyId))
            {
                using var unwrapped = await UnwrapAsync(key, cancellationToken);
                var wrapped = await _wrapper.WrapAsync(unwrapped.Memory, DataKey.Context(key.Tenant, key.Version), cancellationToken);
                if (await _store.RewrapAsync(key, _wrapper.KeyId, wrapped, cancellationToken)) count++;
            }

            if (!page.HasMore) break;
            after = (page.Items[^1].Tenant, page.Items[^1].Version);
        }

        if (count > 0) Log.Rewrapped(_logger, count, _wrapper.KeyId);
        return count;
    }

    /// <summary>Looks whether the stored data keys can be opened here, one of each key-encryption key.</summary>
    /// <exception cref="KeyMismatchException">One cannot.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        foreach (var key in await _store.ListOnePerKeyIdAsync(cancellationToken))
        {
            try
            {
                using var unwrapped = await UnwrapAsync(key, cancellationToken);
            }
            catch (CryptographicException e)
            {
                throw new KeyMismatchException(key.KeyId, _wrapper.KeyId, e);
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _watch.Dispose();
        Forget(null);
    }

    private async Task<TenantCipher> EnterAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        if (_known.TryGetValue(tenant, out var known) && known.Until > now && known.Cipher.TryEnter())
        {
            known.Use(now);
            return known.Cipher;
        }

        while (true)
        {
            var changes = Volatile.Read(ref _changes);
            var versions = await _store.ListAsync(tenant, cancellationToken);
            if (versions.Count > 0)
            {
                var cipher = await LoadAsync(tenant, versions, cancellationToken);
                cipher.TryEnter();
                Remember(tenant, cipher, changes, now);
                return cipher;
            }

            await AddAsync(tenant, 1, cancellationToken);
        }
    }

    private async Task<TenantCipher> LoadAsync(TenantId tenant, IReadOnlyList<TenantKeyRecord> versions, CancellationToken cancellationToken)
    {
        if (versions.Any(v => v.DestroyedAt is not null)) throw Destroyed();
        var keys = new DataKey[versions.Count];
        try
        {
            for (var i = 0; i < keys.Length; i++) keys[i] = await UnwrapAsync(versions[i], cancellationToken);
            return new TenantCipher(tenant, keys, _logger);
        }
        catch (CryptographicException e)
        {
            foreach (var key in keys) key?.Dispose();
            Log.Unreadable(_logger, tenant.Value, "its data key", e);
            throw new FastchatException(ErrorReason.DataUnreadable, "What is stored cannot be read: the server's encryption key does not open the tenant's.", inner: e);
        }
    }

    // What was read while keys changed is not kept: it serves one piece of work.
    private void Remember(TenantId tenant, TenantCipher cipher, int changes, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (changes != _changes)
            {
                cipher.Dispose();
                return;
            }

            if (_known.Count >= _capacity && !_known.ContainsKey(tenant)) Evict(_known.MinBy(k => k.Value.UsedAt).Key);
            Evict(tenant);
            var known = new Known(cipher, now + Memory);
            known.Use(now);
            _known[tenant] = known;
        }
    }

    private async Task<bool> AddAsync(TenantId tenant, int version, CancellationToken cancellationToken)
    {
        using var key = new DataKey(version);
        RandomNumberGenerator.Fill(key.Memory.Span);
        var wrapped = await _wrapper.WrapAsync(key.Memory, DataKey.Context(tenant, version), cancellationToken);
        var added = await _store.AddAsync(tenant, version, _wrapper.KeyId, wrapped, cancellationToken);
        Forget(tenant);
        return added;
    }

    private async Task<DataKey> UnwrapAsync(TenantKeyRecord record, CancellationToken cancellationToken)
    {
        var key = new DataKey(record.Version);
        try
        {
            await _wrapper.UnwrapAsync(record.KeyId, record.Wrapped, DataKey.Context(record.Tenant, record.Version), key.Memory, cancellationToken);
            return key;
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    private void Forget(TenantId? tenant)
    {
        lock (_lock)
        {
            _changes++;
            if (tenant is { } one) Evict(one);
            else foreach (var each in _known.Keys) Evict(each);
        }
    }

    // Only the keys that turned out to be too few: others may have taken them anew meanwhile.
    private void Forget(TenantId tenant, TenantCipher cipher)
    {
        lock (_lock)
        {
            if (_known.TryGetValue(tenant, out var known) && known.Cipher == cipher) Evict(tenant);
        }
    }

    // Whoever is using them finishes what was begun; the keys are zeroed after that.
    private void Evict(TenantId tenant)
    {
        if (_known.TryRemove(tenant, out var known)) known.Cipher.Dispose();
    }

    private static FastchatException Destroyed() => new(ErrorReason.DataUnreadable, "What is stored cannot be read: the tenant's key has been destroyed.");

    private sealed class Known(TenantCipher cipher, DateTimeOffset until)
    {
        private long _usedTicks;

        public TenantCipher Cipher { get; } = cipher;

        public DateTimeOffset Until { get; } = until;

        public long UsedAt => Volatile.Read(ref _usedTicks);

        public void Use(DateTimeOffset now) => Volatile.Write(ref _usedTicks, now.UtcTicks);
    }
}
