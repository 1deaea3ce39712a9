using System.Security.Cryptography;
using System.Text;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Testing;

namespace Fastchat.Governance.Encryption;

public sealed class TenantCipherTests : IDisposable
{
    private const string Row = "run_1";
    private static readonly SealedPlace Place = new("runs", "completion");
    private static readonly TenantId Tenant = new("0123456789");

    private readonly CapturedLog<TenantKeys> _log = new();
    private readonly DataKey _first = Key(1);
    private readonly TenantCipher _cipher;

    public TenantCipherTests() => _cipher = new TenantCipher(Tenant, [_first], _log);

    public void Dispose() => _cipher.Dispose();

    [Fact]
    public void Open_SealedValueOfAnySize_GivesItBack()
    {
        foreach (var size in (int[])[.. Enumerable.Range(0, 300), 1023, 1024, 65_535, 65_536, 1_000_000])
        {
            var value = RandomNumberGenerator.GetBytes(size);
            Assert.Equal(value, _cipher.Open(Place, Row, _cipher.Seal(Place, Row, value), 1));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("Words, größer als Ä, 😀, and \u0000.")]
    public void Open_SealedText_GivesItBack(string text)
    {
        var stored = _cipher.Seal(Place, Row, text);

        Assert.Equal(text, _cipher.Open(Place, Row, stored, 1));
        if (text.Length > 0) Assert.DoesNotContain(text, stored, StringComparison.Ordinal);
    }

    [Fact]
    public void Seal_Null_StaysNull()
    {
        Assert.Null(_cipher.Seal(Place, Row, (byte[]?)null));
        Assert.Null(_cipher.Seal(Place, Row, (string?)null));
        Assert.Null(_cipher.Open(Place, Row, (byte[]?)null, 1));
        Assert.Null(_cipher.Open(Place, Row, (string?)null, 1));
    }

    [Fact]
    public void Seal_SameValueTwice_SharesNothing()
    {
        var (one, other) = (Sealed(), Sealed());

        Assert.NotEqual(one[6..30], other[6..30]);
        Assert.NotEqual(one[30..], other[30..]);
    }

    [Fact]
    public void Open_AnyBitChanged_IsRefusedAndLogged()
    {
        var stored = Sealed();
        for (var i = 0; i < stored.Length; i++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var changed = stored.ToArray();
                changed[i] ^= (byte)(1 << bit);
                AssertRefused(() => _cipher.Open(Place, Row, changed, 1), isOtherVersion: i is >= 2 and < 6);
            }
        }

        Assert.NotEmpty(_log.Entries);
        Assert.All(_log.Entries, e => Assert.DoesNotContain("canary", e.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Open_CutOffAnywhere_IsRefused()
    {
        var stored = Sealed();
        for (var length = 0; length < stored.Length; length++) AssertRefused(() => _cipher.Open(Place, Row, stored[..length], 1));
    }

    [Fact]
    public void Open_AnyCharacterOfASealedTextChanged_IsRefused()
    {
        var stored = _cipher.Seal(Place, Row, "a canary")!;
        for (var i = 0; i < stored.Length; i++)
        {
            var changed = new StringBuilder(stored) { [i] = stored[i] == 'B' ? 'C' : 'B' }.ToString();
            if (Decoded(changed) is { } bytes && bytes.SequenceEqual(Decoded(stored)!)) continue; // the unused bits of base64's last character
            try
            {
                AssertRefused(() => _cipher.Open(Place, Row, changed, 1), isOtherVersion: true);
            }
            catch (Xunit.Sdk.XunitException e)
            {
                throw new InvalidOperationException($"At {i}.", e);
            }
        }
    }

    [Fact]
    public void Open_MovedToAnotherPlace_IsRefused()
    {
        var stored = Sealed();
        using var sameKeyOfAnotherTenant = new TenantCipher(new TenantId("abcdefghjk"), [_first], _log);

        AssertRefused(() => _cipher.Open(Place, "run_2", stored, 1));
        AssertRefused(() => _cipher.Open(Place with { Column = "error_message" }, Row, stored, 1));
        AssertRefused(() => _cipher.Open(Place with { Table = "chat_completions" }, Row, stored, 1));
        AssertRefused(() => _cipher.Open(new SealedPlace("run", "scompletion"), Row, stored, 1));
        AssertRefused(() => sameKeyOfAnotherTenant.Open(Place, Row, stored, 1));
    }

    [Fact]
    public void Open_OtherKeyOfTheSameVersion_IsRefused()
    {
        using var other = new TenantCipher(Tenant, [Key(1)], _log);

        AssertRefused(() => other.Open(Place, Row, Sealed(), 1));
    }

    [Fact]
    public void Open_ValueOfBeforeEncryption_IsReadAsItIs()
    {
        Assert.Equal("words"u8.ToArray(), _cipher.Open(Place, Row, "words"u8.ToArray(), 0)!);
        Assert.Equal("words", _cipher.Open(Place, Row, "words", 0));
        Assert.Empty(_cipher.Open(Place, Row, Array.Empty<byte>(), 0)!);
    }

    [Fact]
    public void Open_PlainValueInARowThatSaysItIsSealed_IsRefused()
    {
        AssertRefused(() => _cipher.Open(Place, Row, "words"u8.ToArray(), 1));
        AssertRefused(() => _cipher.Open(Place, Row, "words", 1));
    }

    [Fact]
    public void Open_OlderVersion_NeedsItsKey()
    {
        var stored = Sealed();
        using var both = new TenantCipher(Tenant, [_first, Key(2)], _log);
        using var newer = new TenantCipher(Tenant, [Key(2)], _log);

        Assert.Equal("a canary"u8.ToArray(), both.Open(Place, Row, stored, 1));
        Assert.Equal(2, Envelope.Version(both.Seal(Place, Row, "x"u8.ToArray())));
        Assert.Throws<KeysChangedException>(() => newer.Open(Place, Row, stored, 1));
    }

    [Fact]
    public void Dispose_Keys_AreZerosAndOpenNothing()
    {
        var stored = Sealed();

        _cipher.Dispose();

        Assert.All(_first.Memory.ToArray(), b => Assert.Equal(0, b));
        Assert.Throws<KeysChangedException>(() => _cipher.Open(Place, Row, stored, 1));
        Assert.Throws<KeysChangedException>(() => Sealed());
    }

    private byte[] Sealed() => _cipher.Seal(Place, Row, "a canary"u8.ToArray())!;

    private static byte[]? Decoded(string stored)
    {
        try
        {
            return Convert.FromBase64String(stored[1..]);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    // A version that is not in hand may be a newer one: the keys are then taken anew, and only after that it is refused.
    private static void AssertRefused(Func<object?> open, bool isOtherVersion = false)
    {
        var refusal = Record.Exception(open);
        if (isOtherVersion && refusal is KeysChangedException) return;
        Assert.Equal(ErrorReason.DataUnreadable, Assert.IsType<FastchatException>(refusal).Reason);
    }

    private static DataKey Key(int version)
    {
        var key = new DataKey(version);
        RandomNumberGenerator.Fill(key.Memory.Span);
        return key;
    }
}
