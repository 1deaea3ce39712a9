using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fastchat.Rpc.Json;

/// <summary>
/// Messages to and from the JSON that the options of <c>fastchat.json.v1</c> describe: what REST speaks, and what other
/// servers of the same shapes are spoken to in.
/// </summary>
public static class ShapedJson
{
    // Replies are JSON, never HTML: text stays readable instead of being escaped for a page.
    internal static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Writes a message.</summary>
    public static void Write(IMessage message, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, WriterOptions);
        JsonPlan.For(message.Descriptor).Write(json, message);
    }

    /// <summary>A message as text.</summary>
    public static string Format(IMessage message)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        Write(message, buffer);
        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads a message; what does not fit throws <see cref="FormatException"/> with the path.</summary>
    public static T Parse<T>(ReadOnlySpan<byte> utf8) where T : IMessage<T>, new()
    {
        try
        {
            return (T)Read(utf8, new T().Descriptor, maxDepth: 64);
        }
        catch (JsonShapeException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    /// <summary>Reads a message.</summary>
    /// <exception cref="JsonShapeException">The bytes are no JSON, or do not fit the message.</exception>
    internal static IMessage Read(ReadOnlySpan<byte> utf8, MessageDescriptor type, int maxDepth)
    {
        if (!Utf8.IsValid(utf8)) throw new JsonShapeException("is not UTF-8", reason: "INVALID_JSON");
        var json = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = maxDepth });
        try
        {
            json.Read();
            var message = JsonPlan.For(type).Read(ref json);
            if (json.Read()) throw new JsonShapeException("has more than one JSON value", reason: "INVALID_JSON");
            return message;
        }
        catch (JsonException) when (Depth(json) == maxDepth)
        {
            throw new JsonShapeException($"nests deeper than {maxDepth}", reason: "INVALID_JSON");
        }
        catch (JsonException e)
        {
            throw new JsonShapeException($"is not valid JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}", reason: "INVALID_JSON", inner: e);
        }
    }

    // The reader counts an object or list as inside itself only after its first token.
    private static int Depth(Utf8JsonReader json) => json.CurrentDepth + (json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray ? 1 : 0);
}
