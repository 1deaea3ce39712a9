using System.Buffers.Binary;
using System.Security.Cryptography;
using Fastchat.Contracts.Chat.V1;
using Google.Protobuf;

namespace Fastchat.Governance.Audit;

public sealed class MessageHashTests
{
    [Theory]
    [InlineData(10)]
    [InlineData(100, 20_000, 5)]
    [InlineData(70_000)]
    [InlineData(16_000, 16_000, 16_000, 0, 1)]
    public void Finish_Messages_IsTheHashOfLengthsAndBytes(params int[] sizes)
    {
        using var hash = new MessageHash();
        using var bytes = new MemoryStream();
        foreach (var size in sizes)
        {
            var message = new Message { Text = new string('x', size) };
            hash.Add(message);
            var length = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(length, message.CalculateSize());
            bytes.Write(length);
            message.WriteTo(bytes);
        }

        Assert.Equal((sizes.Length, bytes.Length - (4 * sizes.Length)), (hash.Count, hash.Bytes));
        Assert.Equal(SHA256.HashData(bytes.ToArray()), hash.Finish());
    }

    [Fact]
    public void Finish_NoMessages_IsNone()
    {
        using var hash = new MessageHash();

        Assert.Null(hash.Finish());
    }
}
