using System.Security.Cryptography;

namespace Fastchat.Governance.Audit;

public sealed class CheckpointTests : IDisposable
{
    private static readonly AuditChain Chain = new("abcdefghjk");

    private readonly CheckpointSigner _signer = CheckpointSigner.Create();

    public void Dispose() => _signer.Dispose();

    [Fact]
    public void Sign_Verified_FitsWithTheOtherHalfAlone()
    {
        using var other = CheckpointSigner.Create();
        var checkpoint = Signed();

        Assert.True(CheckpointKey.Parse(_signer.PublicKey.Pem).Verify(checkpoint));
        Assert.False(other.PublicKey.Verify(checkpoint));
    }

    [Fact]
    public void Verify_AnyFieldChanged_DoesNotFit()
    {
        var signed = Signed();

        Assert.All(
            [
                signed with { Chain = AuditChain.Operator }, signed with { Sequence = 6 }, signed with { Hash = new byte[32] }, signed with { SignedAt = 2 },
                signed with { KeyId = "0" }, signed with { Signature = [.. signed.Signature[..^1], (byte)(signed.Signature[^1] ^ 1)] }, signed with { Signature = [] },
            ],
            changed => Assert.False(_signer.PublicKey.Verify(changed)));
    }

    [Fact]
    public void Parse_PemOrBase64_IsTheSameKey()
    {
        using var pem = CheckpointSigner.Parse(_signer.ToPem());
        using var base64 = CheckpointSigner.Parse(string.Concat(_signer.ToPem().Split('\n').Where(l => l.Length > 0 && l[0] != '-')));

        Assert.Equal([_signer.PublicKey.Id, _signer.PublicKey.Id], [pem.PublicKey.Id, base64.PublicKey.Id]);
    }

    [Fact]
    public void Parse_WhatIsNoPrivateKeyOfP256_IsRefusedWithoutRepeatingIt()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        foreach (var wrong in (string[])["c2VjcmV0", "secret", _signer.PublicKey.Pem, other.ExportPkcs8PrivateKeyPem()])
        {
            var e = Assert.Throws<FormatException>(() => CheckpointSigner.Parse(wrong));
            Assert.DoesNotContain(wrong, e.Message, StringComparison.Ordinal);
        }
    }

    private SignedCheckpoint Signed() => _signer.Sign(Chain, 5, [.. Enumerable.Repeat((byte)1, 32)], 1);
}
