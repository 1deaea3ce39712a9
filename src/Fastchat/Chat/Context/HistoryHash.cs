using System.Security.Cryptography;
using System.Text;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Google.Protobuf;

namespace Fastchat.Chat.Context;

/// <summary>Names beginnings of conversations by what was said, so that a summary is found again whoever keeps the conversation, and only by its user.</summary>
internal static class HistoryHash
{
    /// <summary>The names of beginnings.</summary>
    /// <param name="tenant">Whose conversation it is.</param>
    /// <param name="user">Whose within the tenant; null for nobody's.</param>
    /// <param name="messages">Its messages.</param>
    /// <param name="lengths">How many messages each beginning has, ascending.</param>
    public static IReadOnlyList<string> Of(TenantId tenant, string? user, IEnumerable<ChatMessage> messages, IReadOnlyList<int> lengths)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"summary 1\0{tenant.Value}\0{user}\0"));
        var names = new List<string>(lengths.Count);
        var count = 0;
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var message in messages)
        {
            if (names.Count == lengths.Count) break;
            var bytes = message.ToByteArray();
            System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
            if (++count == lengths[names.Count]) names.Add(Convert.ToHexStringLower(hash.GetCurrentHash()));
        }

        return names;
    }
}
