using System.Security.Cryptography;
using System.Text;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Microsoft.Extensions.Logging;

namespace Fastchat.Governance.Encryption;

/// <summary>
/// A tenant's keys as they are now: seals with the newest, opens with whichever a value names. Got from
/// <see cref="TenantKeys.UseAsync{T}"/> and not kept. Safe for use by many threads.
/// </summary>
public sealed class TenantCipher : IDisposable
{
    private const string TextMark = "\u0002";

    private readonly TenantId _tenant;
    private readonly DataKey[] _keys;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private int _users;
    private bool _isForgotten;

    internal TenantCipher(TenantId tenant, DataKey[] keys, ILogger logger)
    {
        _tenant = tenant;
        _keys = keys;
        _logger = logger;
    }

    /// <summary>The version that seals.</summary>
    public int Version => _keys[^1].Version;

    /// <summary>Whether what a version has sealed can be opened.</summary>
    public bool Has(int version) => Array.Exists(_keys, k => k.Version == version);

    internal DataKey Newest => _keys[^1];

    /// <summary>Seals a value for the place where it will be kept; null stays null.</summary>
    /// <param name="place">Table and column.</param>
    /// <param name="row">What the row is called in the table: its id.</param>
    /// <param name="value">The value.</param>
    public byte[]? Seal(SealedPlace place, string row, byte[]? value)
    {
        if (value is null) return null;
        Span<byte> bytes = stackalloc byte[512];
        return Envelope.Seal(Newest, Place(place, row, bytes), value);
    }

    /// <summary>Seals a text; what comes back is text as well.</summary>
    public string? Seal(SealedPlace place, string row, string? text) =>
        text is null ? null : TextMark + Convert.ToBase64String(Seal(place, row, Encoding.UTF8.GetBytes(text))!);

    /// <summary>Opens a value.</summary>
    /// <param name="place">Table and column.</param>
    /// <param name="row">What the row is called in the table: its id.</param>
    /// <param name="stored">What is kept there; null stays null.</param>
    /// <param name="version">What the row says it was sealed with: 0 for a row of before encryption, whose value may be as it was written then.</param>
    /// <exception cref="FastchatException">DATA_UNREADABLE: it was changed, or moved, or its key is gone.</exception>
    public byte[]? Open(SealedPlace place, string row, byte[]? stored, long version)
    {
        if (stored is null || (version == 0 && !Envelope.Is(stored))) return stored;
        try
        {
            Span<byte> bytes = stackalloc byte[512];
            return Envelope.Open(Key(Envelope.Version(stored)), Place(place, row, bytes), stored);
        }
        catch (CryptographicException e)
        {
            throw Unreadable($"{place.Table}.{place.Column} of {row}", e);
        }
    }

    /// <summary>Opens what somebody outside hands back, who may hand back anything: null for what was not sealed here.</summary>
    /// <param name="place">What it was sealed for.</param>
    /// <param name="row">What it was called.</param>
    /// <param name="given">What is handed back.</param>
    public byte[]? TryOpen(SealedPlace place, string row, byte[] given)
    {
        if (!Envelope.Is(given) || Envelope.Version(given) is not { } version || Array.Find(_keys, k => k.Version == version) is not { } key) return null;
        try
        {
            Span<byte> bytes = stackalloc byte[512];
            return Envelope.Open(key, Place(place, row, bytes), given);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Opens a text.</summary>
    /// <inheritdoc cref="Open(SealedPlace, string, byte[], long)"/>
    public string? Open(SealedPlace place, string row, string? stored, long version)
    {
        if (stored is null) return null;
        var isSealed = stored.StartsWith(TextMark, StringComparison.Ordinal);
        if (version == 0 && !isSealed) return stored;
        var envelope = new byte[stored.Length];
        if (!isSealed || !Convert.TryFromBase64Chars(stored.AsSpan(TextMark.Length), envelope, out var length))
            throw Unreadable($"{place.Table}.{place.Column} of {row}", new CryptographicException("The text is no sealed value."));

        // As if of before no encryption: what has the mark of a sealed text is one.
        return Encoding.UTF8.GetString(Open(place, row, envelope[..length], version: 1)!);
    }

    /// <summary>Begins a blob: what its bytes begin with, and what seals the rest.</summary>
    /// <param name="id">The blob's id.</param>
    public (byte[] Header, SegmentCipher Segments) NewBlob(string id)
    {
        var header = SegmentCipher.NewHeader(Version);
        return (header, SegmentCipher.Derive(Newest, header, $"{_tenant.Value}\0{id}"));
    }

    /// <summary>What opens a blob.</summary>
    /// <param name="id">The blob's id.</param>
    /// <param name="header">What its bytes begin with: <see cref="SegmentCipher.HeaderLength"/> of them.</param>
    /// <exception cref="FastchatException">DATA_UNREADABLE: no blob begins so.</exception>
    public SegmentCipher OpenBlob(string id, ReadOnlySpan<byte> header) => SegmentCipher.ReadVersion(header) is { } version
        ? SegmentCipher.Derive(Key(version), header, $"{_tenant.Value}\0{id}")
        : throw Unreadable($"blob {id}", new CryptographicException("Its header is in a format that is not known."));

    /// <summary>The refusal of a blob that does not open.</summary>
    public FastchatException UnreadableBlob(string id, Exception cause) => Unreadable($"blob {id}", cause);

    /// <summary>Forgets the keys, once nobody uses them any more.</summary>
    public void Dispose()
    {
        lock (_lock) _isForgotten = true;
        Forget();
    }

    /// <summary>Begins a piece of work; false when the keys are forgotten.</summary>
    internal bool TryEnter()
    {
        lock (_lock)
        {
            if (_isForgotten) return false;
            _users++;
            return true;
        }
    }

    /// <summary>Ends a piece of work.</summary>
    internal void Leave()
    {
        lock (_lock) _users--;
        Forget();
    }

    private void Forget()
    {
        lock (_lock)
        {
            if (_isForgotten && _users == 0) Array.ForEach(_keys, k => k.Dispose());
        }
    }

    /// <summary>The key of a version.</summary>
    /// <exception cref="KeysChangedException">There is none in hand.</exception>
    internal DataKey Key(int? version) => version is { } known
        ? Array.Find(_keys, k => k.Version == known) ?? throw new KeysChangedException()
        : throw new CryptographicException("The value is not sealed, or in a format that is not known.");

    internal FastchatException Unreadable(string what, Exception cause)
    {
        Log.Unreadable(_logger, _tenant.Value, what, cause);
        return new FastchatException(ErrorReason.DataUnreadable, "What is stored cannot be read: it was changed from outside, or its key is gone.", inner: cause);
    }

    // Ids have no NUL, so no two places have the same bytes.
    private Span<byte> Place(SealedPlace place, string row, Span<byte> into)
    {
        var length = 0;
        foreach (var part in (ReadOnlySpan<string>)[_tenant.Value, place.Table, place.Column, row])
        {
            length += Encoding.UTF8.GetBytes(part, into[length..]);
            into[length++] = 0;
        }

        return into[..length];
    }
}
