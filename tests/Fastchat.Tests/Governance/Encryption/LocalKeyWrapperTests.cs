using System.Security.Cryptography;

namespace Fastchat.Governance.Encryption;

public sealed class LocalKeyWrapperTests
{
    private static readonly byte[] Context = "whose it is"u8.ToArray();

    private readonly KeyEncryptionKey _key = KeyEncryptionKey.TryParse(KeyEncryptionKey.Generate())!;
    private readonly byte[] _dataKey = RandomNumberGenerator.GetBytes(32);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Unwrap_WrappedKey_GivesItBack()
    {
        var wrapper = new LocalKeyWrapper(_key);

        Assert.Equal(_dataKey, await UnwrapAsync(wrapper, wrapper.KeyId, await wrapper.WrapAsync(_dataKey, Context, Ct)));
    }

    [Fact]
    public async Task Unwrap_AnyByteChanged_IsRefused()
    {
        var wrapper = new LocalKeyWrapper(_key);
        var wrapped = await wrapper.WrapAsync(_dataKey, Context, Ct);
        for (var i = 0; i < wrapped.Length; i++)
        {
            var changed = wrapped.ToArray();
            changed[i] ^= 1;
            await Assert.ThrowsAnyAsync<CryptographicException>(() => UnwrapAsync(wrapper, wrapper.KeyId, changed));
            await Assert.ThrowsAnyAsync<CryptographicException>(() => UnwrapAsync(wrapper, wrapper.KeyId, wrapped[..i]));
        }
    }

    [Fact]
    public async Task Unwrap_OtherContext_IsRefused()
    {
        var wrapper = new LocalKeyWrapper(_key);
        var wrapped = await wrapper.WrapAsync(_dataKey, Context, Ct);

        await Assert.ThrowsAnyAsync<CryptographicException>(async () => await wrapper.UnwrapAsync(wrapper.KeyId, wrapped, "another's"u8.ToArray(), new byte[32], Ct));
    }

    [Fact]
    public async Task Unwrap_KeyOfBefore_IsPossibleWhileItIsAmongTheOthers()
    {
        var wrapped = await new LocalKeyWrapper(_key).WrapAsync(_dataKey, Context, Ct);
        var next = KeyEncryptionKey.TryParse(KeyEncryptionKey.Generate())!;

        Assert.Equal(_dataKey, await UnwrapAsync(new LocalKeyWrapper(next, _key), _key.Id, wrapped));
        await Assert.ThrowsAnyAsync<CryptographicException>(() => UnwrapAsync(new LocalKeyWrapper(next), _key.Id, wrapped));
        Assert.False(new LocalKeyWrapper(next).Opens(_key.Id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")] // 32 zeros
    [InlineData("MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMQ==")] // 31 bytes
    [InlineData("MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz")] // 33 bytes
    public void TryParse_NoKey_IsNull(string text) => Assert.Null(KeyEncryptionKey.TryParse(text));

    [Fact]
    public void Key_AsText_IsItsIdAlone()
    {
        var text = KeyEncryptionKey.Generate();
        var key = KeyEncryptionKey.TryParse(text)!;

        Assert.Equal(key.Id, key.ToString());
        Assert.Matches("^[0-9a-f]{16}$", key.Id);
        Assert.Equal(key.Id, KeyEncryptionKey.TryParse(text)!.Id);
        Assert.DoesNotContain(key.Id, Convert.ToHexStringLower(Convert.FromBase64String(text)), StringComparison.Ordinal);
    }

    private static async Task<byte[]> UnwrapAsync(LocalKeyWrapper wrapper, string keyId, byte[] wrapped)
    {
        var key = new byte[32];
        await wrapper.UnwrapAsync(keyId, wrapped, Context, key, Ct);
        return key;
    }
}
