using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Encryption;

namespace Fastchat.Files;

/// <summary>
/// Encrypts what another store keeps. Sealed bytes lie under a name of their own beside the id, so that nothing has to be guessed
/// from bytes: what lies under the id itself was written before there was encryption, and is read as it is.
/// </summary>
/// <param name="inner">What keeps the bytes.</param>
/// <param name="keys">The tenants' keys.</param>
/// <param name="holders">Notes which keys this node's bytes need.</param>
public sealed class EncryptedBlobStore(BlobStore inner, TenantKeys keys, KeyHolders holders) : BlobStore
{
    private const string Suffix = "-sealed";

    /// <inheritdoc />
    public override Task<BlobDraft> CreateAsync(TenantId tenant, string id, CancellationToken cancellationToken) => keys.UseAsync<BlobDraft>(
        tenant,
        async cipher =>
        {
            await holders.HoldAsync(tenant, cipher.Version, cancellationToken);
            var (header, segments) = cipher.NewBlob(id);
            var version = cipher.Version;
            return new EncryptedBlobDraft(await inner.CreateAsync(tenant, NameOf(id), cancellationToken), header, segments, ct => CheckKeyAsync(tenant, version, ct));
        },
        cancellationToken);

    /// <inheritdoc />
    public override async Task<Stream> OpenReadAsync(TenantId tenant, string id, CancellationToken cancellationToken)
    {
        var (bytes, isSealed) = await OpenInnerAsync(tenant, id, cancellationToken);
        if (!isSealed) return bytes;
        try
        {
            var header = new byte[SegmentCipher.HeaderLength];
            var length = await bytes.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, cancellationToken);
            return await keys.UseAsync<Stream>(
                tenant,
                cipher => Task.FromResult<Stream>(new OpenedStream(bytes, cipher.OpenBlob(id, header.AsSpan(0, length)), e => cipher.UnreadableBlob(id, e))),
                cancellationToken);
        }
        catch
        {
            await bytes.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public override async Task<IReadOnlyList<string>> ListAsync(TenantId tenant, DateTimeOffset committedBefore, CancellationToken cancellationToken) =>
        [.. (await inner.ListAsync(tenant, committedBefore, cancellationToken)).Select(IdOf).Distinct()];

    /// <inheritdoc />
    public override async Task DeleteAsync(TenantId tenant, string id, CancellationToken cancellationToken)
    {
        await inner.DeleteAsync(tenant, NameOf(id), cancellationToken);
        await inner.DeleteAsync(tenant, id, cancellationToken);
    }

    /// <inheritdoc />
    public override Task DeleteAllAsync(TenantId tenant, CancellationToken cancellationToken) => inner.DeleteAllAsync(tenant, cancellationToken);

    /// <summary>The version of the key that a blob is encrypted with, 0 for one of before encryption; null when it is gone.</summary>
    public async Task<int?> VersionAsync(TenantId tenant, string id, CancellationToken cancellationToken)
    {
        try
        {
            var (bytes, isSealed) = await OpenInnerAsync(tenant, id, cancellationToken);
            await using var closing = bytes;
            if (!isSealed) return 0;
            var header = new byte[SegmentCipher.HeaderLength];
            return SegmentCipher.ReadVersion(header.AsSpan(0, await bytes.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, cancellationToken))) ?? 0;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Encrypts a blob anew with the newest key; readers under way go on.</summary>
    /// <exception cref="FileNotFoundException">It is gone.</exception>
    public async Task ReencryptAsync(TenantId tenant, string id, CancellationToken cancellationToken)
    {
        await using (var content = await OpenReadAsync(tenant, id, cancellationToken))
        await using (var draft = await CreateAsync(tenant, id, cancellationToken))
        {
            var buffer = new byte[SegmentCipher.SegmentLength];
            while (await content.ReadAsync(buffer, cancellationToken) is > 0 and var length) await draft.WriteAsync(buffer.AsMemory(0, length), cancellationToken);
            await draft.CommitAsync(cancellationToken);
        }

        await inner.DeleteAsync(tenant, id, cancellationToken);
    }

    // First noted, then looked for: whoever drops the version sees the one, or this sees the other.
    private async Task CheckKeyAsync(TenantId tenant, int version, CancellationToken cancellationToken)
    {
        await holders.HoldAsync(tenant, version, cancellationToken);
        if (!await keys.UseAsync(tenant, cipher => Task.FromResult(cipher.Has(version)), cancellationToken))
            throw new FastchatException(ErrorReason.Interrupted, "The encryption key was rotated while the file was sent, which took too long. Send it again.");
    }

    private async Task<(Stream Bytes, bool IsSealed)> OpenInnerAsync(TenantId tenant, string id, CancellationToken cancellationToken)
    {
        try
        {
            return (await inner.OpenReadAsync(tenant, NameOf(id), cancellationToken), true);
        }
        catch (FileNotFoundException)
        {
            // Once more after the plain one: it may have been encrypted between the two looks.
            try
            {
                return (await inner.OpenReadAsync(tenant, id, cancellationToken), false);
            }
            catch (FileNotFoundException)
            {
                return (await inner.OpenReadAsync(tenant, NameOf(id), cancellationToken), true);
            }
        }
    }

    private static string NameOf(string id) => id.Length > 0 && !id.EndsWith(Suffix, StringComparison.Ordinal)
        ? id + Suffix
        : throw new ArgumentException($"'{id}' is not the id of a blob.", nameof(id));

    private static string IdOf(string name) => name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name;
}
