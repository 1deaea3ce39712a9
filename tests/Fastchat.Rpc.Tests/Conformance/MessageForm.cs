using System.Text;
using Google.Protobuf;

namespace Fastchat.Rpc.Conformance;

/// <summary>Messages as bytes: Protobuf, proto3 JSON, or REST's JSON, which has the proto's own names.</summary>
internal sealed class MessageForm(string name, Func<IMessage, byte[]> write, Func<byte[], WireTest.ConformanceResponse> read)
{
    private static readonly JsonFormatter RestFormatter = new(JsonFormatter.Settings.Default.WithPreserveProtoFieldNames(true));

    public static readonly MessageForm Proto = new("proto", m => m.ToByteArray(), WireTest.ConformanceResponse.Parser.ParseFrom);
    public static readonly MessageForm Json = new("json", m => Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(m)), ReadJson);
    public static readonly MessageForm Rest = new("json", m => Encoding.UTF8.GetBytes(RestFormatter.Format(m)), ReadJson);

    /// <summary>The last part of content types.</summary>
    public string Name => name;

    public byte[] Write(IMessage message) => write(message);

    public WireTest.ConformanceResponse Read(byte[] bytes) => read(bytes);

    private static WireTest.ConformanceResponse ReadJson(byte[] bytes) => JsonParser.Default.Parse<WireTest.ConformanceResponse>(Encoding.UTF8.GetString(bytes));
}
