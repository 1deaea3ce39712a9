using System.Text;
using Google.Protobuf;

namespace Fastchat.Rpc.Json;

/// <summary>Reads test messages, keeping what the wire would make a fault of.</summary>
internal static class Shaped
{
    public static T Read<T>(string json) where T : IMessage<T>, new() => (T)ShapedJson.Read(Encoding.UTF8.GetBytes(json), new T().Descriptor, maxDepth: 100);

    public static JsonShapeException Refused<T>(string json) where T : IMessage<T>, new() => Assert.Throws<JsonShapeException>(() => Read<T>(json));

    /// <summary>Reads and writes again.</summary>
    public static string Echo<T>(string json) where T : IMessage<T>, new() => ShapedJson.Format(Read<T>(json));
}
