using System.Text.Json.Nodes;

namespace Fastchat.Governance.Identity.Tokens;

public sealed class KeyFileKeysTests
{
    [Fact]
    public void Parse_PemOfBothKinds_GivesBothKeys()
    {
        using var rsa = SigningKey.Rsa();
        using var ec = SigningKey.Ec();

        var keys = KeyFileKeys.Parse($"Our keys:\n{rsa.Pem}\n{ec.Pem}\n").Keys;

        Assert.Equal(["RSA", "EC"], keys.Select(k => k.Kty));
        Assert.All(keys, k => Assert.True(string.IsNullOrEmpty(k.KeyId)));
    }

    [Fact]
    public void Parse_JwkSet_KeepsTheNames()
    {
        using var rsa = SigningKey.Rsa("mine");

        var set = new JsonObject { ["keys"] = new JsonArray(rsa.Jwk) };

        Assert.Equal(["mine"], KeyFileKeys.Parse(set.ToJsonString()).Keys.Select(k => k.KeyId));
    }

    [Fact]
    public void Parse_PrivateKey_IsRefusedUnquoted()
    {
        using var ec = SigningKey.Ec();

        var refusal = Assert.Throws<InvalidDataException>(() => KeyFileKeys.Parse(ec.PrivatePem));

        Assert.DoesNotContain(ec.PrivatePem.Split('\n')[1], refusal.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("words")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}""")]
    [InlineData("""{"keys":[{"kty":"EC","crv":"P-256","x":"AA","y":"AA","d":"AA"}]}""")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----")]
    public void Parse_NoPublicKeys_IsRefused(string text) => Assert.Throws<InvalidDataException>(() => KeyFileKeys.Parse(text));
}
