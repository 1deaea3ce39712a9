using System.Security.Cryptography;
using System.Text;
using Fastchat.Governance.Encryption;

namespace Fastchat.ModelGateway.Registry;

public sealed class ProviderKeysTests
{
    private readonly ProviderKeys _keys = new(new LocalKeyWrapper(KeyEncryptionKey.TryParse(KeyEncryptionKey.Generate())!));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("k")]
    [InlineData("sk-0123456789")]
    public async Task Key_Sealed_OpensAndTellsNeitherItselfNorItsLength(string key)
    {
        var wrapped = await _keys.SealAsync("east", "https://east", key, Ct);

        Assert.Equal(key, await _keys.OpenAsync("east", "https://east", wrapped, Ct));
        Assert.Equal((await _keys.SealAsync("east", "https://east", "another key", Ct)).Wrapped.Length, wrapped.Wrapped.Length);
        Assert.DoesNotContain(key + key, Encoding.Latin1.GetString(wrapped.Wrapped), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_OfTheGreatestLength_Opens()
    {
        var key = new string('k', 4096);

        Assert.Equal(key, await _keys.OpenAsync("east", "https://east", await _keys.SealAsync("east", "https://east", key, Ct), Ct));
    }

    [Theory]
    [InlineData("west", "https://east")]
    [InlineData("east", "https://evil")]
    public async Task Key_OfAnotherProviderOrAddress_DoesNotOpen(string provider, string url)
    {
        var wrapped = await _keys.SealAsync("east", "https://east", "sk", Ct);

        await Assert.ThrowsAnyAsync<CryptographicException>(() => _keys.OpenAsync(provider, url, wrapped, Ct));
    }
}
