using System.Text;
using Fastchat.Foundation;
using Fastchat.Governance.Encryption;

namespace Fastchat.Chat.Context;

/// <summary>Conversations made short as callers carry them: sealed with their tenant's key, so that nobody else can read, forge or use them.</summary>
public sealed class CompactionSeal(TenantKeys keys)
{
    private const byte Whole = 1;
    private const byte Rest = 2;

    // It lies with the caller, in no row.
    private static readonly SealedPlace Place = new("compaction", "encrypted_content");

    /// <summary>Seals.</summary>
    internal Task<string> SealAsync(TenantId tenant, CompactedHistory history, CancellationToken cancellationToken) => keys.UseAsync(
        tenant,
        cipher => Task.FromResult(Convert.ToBase64String(cipher.Seal(Place, "", [history.IsWhole ? Whole : Rest, .. Encoding.UTF8.GetBytes(history.Text)])!)),
        cancellationToken);

    /// <summary>Opens; null for what was not sealed here for the tenant, or was changed.</summary>
    internal Task<CompactedHistory?> OpenAsync(TenantId tenant, string content, CancellationToken cancellationToken)
    {
        var envelope = new byte[content.Length];
        if (!Convert.TryFromBase64String(content, envelope, out var length)) return Task.FromResult<CompactedHistory?>(null);
        return keys.UseAsync(
            tenant,
            cipher => Task.FromResult(cipher.TryOpen(Place, "", envelope[..length]) is [Whole or Rest, ..] opened
                ? new CompactedHistory(Encoding.UTF8.GetString(opened.AsSpan(1)), opened[0] == Whole)
                : null),
            cancellationToken);
    }
}
