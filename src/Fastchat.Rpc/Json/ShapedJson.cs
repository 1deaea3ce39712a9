using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Fastchat.Rpc.Framing;
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
    internal static readonly JsonWriterOptions WriterOptions = new() { Encoder = ReadableEncoder.Instance, SkipValidation = true };

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

    /// <summary>Reads a message, or a message of which the JSON is one field.</summary>
    /// <exception cref="JsonShapeException">The bytes are no JSON, or do not fit the message.</exception>
    internal static IMessage Read(ReadOnlySpan<byte> utf8, MessageDescriptor type, int maxDepth, FieldDescriptor? field = null, IgnoredMembers? ignored = null)
    {
        if (!Utf8.IsValid(utf8)) throw new JsonShapeException("is not UTF-8", reason: "INVALID_JSON");
        ignored ??= new IgnoredMembers();
        try
        {
            return ReadWithin(Math.Min(maxDepth, ProtobufDepth.AlwaysFits), utf8, type, field, ignored);
        }
        catch (JsonException e) when (!IsDeeper(utf8, ProtobufDepth.AlwaysFits))
        {
            throw new JsonShapeException($"is not valid JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}", reason: "INVALID_JSON", inner: e);
        }
        catch (JsonException)
        {
            ignored.Clear();
            return ReadDeep(maxDepth, utf8, type, field, ignored);
        }
    }

    // Seldom, and so not worth counting levels for every other body: read again, and tried as Protobuf.
    private static IMessage ReadDeep(int maxDepth, ReadOnlySpan<byte> utf8, MessageDescriptor type, FieldDescriptor? field, IgnoredMembers ignored)
    {
        try
        {
            var message = ReadWithin(maxDepth, utf8, type, field, ignored);
            return ProtobufDepth.Fits(message) ? message : throw new JsonShapeException(ProtobufDepth.Problem, reason: "INVALID_JSON");
        }
        catch (JsonException e)
        {
            var problem = IsDeeper(utf8, maxDepth) ? $"nests deeper than {maxDepth}" : $"is not valid JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}";
            throw new JsonShapeException(problem, reason: "INVALID_JSON", inner: e);
        }
    }

    private static IMessage ReadWithin(int depth, ReadOnlySpan<byte> utf8, MessageDescriptor type, FieldDescriptor? field, IgnoredMembers ignored)
    {
        var json = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = depth });
        json.Read();
        var message = Read(ref json, type, field, ignored);

        // The reader throws at anything behind the value.
        json.Read();
        return message;
    }

    // The reader does not say which of its rules was broken: whether JSON is well formed beyond the depth does.
    private static bool IsDeeper(ReadOnlySpan<byte> utf8, int depth)
    {
        var json = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            while (json.Read())
            {
                // An object or list counts as inside itself only after its first token.
                if (json.CurrentDepth == depth && json.TokenType is (JsonTokenType.StartObject or JsonTokenType.StartArray)) return true;
            }
        }
        catch (JsonException)
        {
        }

        return false;
    }

    private static IMessage Read(ref Utf8JsonReader json, MessageDescriptor type, FieldDescriptor? field, IgnoredMembers ignored)
    {
        if (field is null) return JsonPlan.For(type).Read(ref json, ignored);
        var message = type.Parser.ParseFrom(ReadOnlySpan<byte>.Empty);
        FieldReader.ReadValue(ref json, message, field, ignored);
        return message;
    }
}
