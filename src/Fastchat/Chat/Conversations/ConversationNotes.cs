using System.Text.Json;
using Fastchat.Governance.Encryption;

namespace Fastchat.Chat.Conversations;

/// <summary>The caller's own notes on conversations and items, sealed; without any nothing is kept.</summary>
internal static class ConversationNotes
{
    private static readonly Dictionary<string, string> None = [];

    public static string? Seal(TenantCipher cipher, SealedPlace place, string row, IReadOnlyDictionary<string, string>? notes) =>
        notes is { Count: > 0 } ? cipher.Seal(place, row, JsonSerializer.Serialize(notes)) : null;

    public static IReadOnlyDictionary<string, string> Open(TenantCipher cipher, SealedPlace place, string row, string? stored, long version) =>
        cipher.Open(place, row, stored, version) is { } notes ? JsonSerializer.Deserialize<Dictionary<string, string>>(notes)! : None;
}
