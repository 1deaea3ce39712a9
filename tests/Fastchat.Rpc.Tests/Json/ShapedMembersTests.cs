using System.Buffers;
using System.Text;
using Fastchat.Rpc.WireTest;

namespace Fastchat.Rpc.Json;

public sealed class ShapedMembersTests
{
    private static readonly ShapedMembers WithoutRole = new(Message.Descriptor, "role");

    [Theory]
    [InlineData("""{"role":"user","content":"a"}""", """{"content":"a","role":"somebody"}""")]
    [InlineData("""{"content":"a","vendor":[1]}""", """{"content":"a","vendor":[1],"role":"somebody"}""")]
    public void Write_MemberLeftOut_IsWhatTheWriterSays(string read, string written)
    {
        var output = new ArrayBufferWriter<byte>();

        WithoutRole.Write(Shaped.Read<Message>(read), output, static (json, _) => json.WriteString("role", "somebody"));

        Assert.Equal(written, Encoding.UTF8.GetString(output.WrittenSpan));
    }

    // Else it would stand there twice, and readers would take the one they like.
    [Fact]
    public void Write_RestWithItsName_IsNotWritten()
    {
        var message = new Message { Rest = new() { Fields = { ["role"] = Google.Protobuf.WellKnownTypes.Value.ForString("intruder") } } };
        var output = new ArrayBufferWriter<byte>();

        WithoutRole.Write(message, output, static (_, _) => { });

        Assert.Equal("{}", Encoding.UTF8.GetString(output.WrittenSpan));
    }
}
