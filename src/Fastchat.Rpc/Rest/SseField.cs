using System.Buffers;
using System.Globalization;
using System.Reflection;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fastchat.Rpc.Rest;

/// <summary>Writes a field's value as the text of an SSE name or id, without boxing it.</summary>
internal abstract class SseField
{
    // The longest whole number: "-9223372036854775808".
    private const int LongestNumber = 20;

    /// <summary>Writes the value.</summary>
    public abstract void Write(IMessage message, IBufferWriter<byte> output);

    /// <exception cref="FormatException">The field is neither text nor a whole number.</exception>
    public static SseField For(FieldDescriptor field)
    {
        var message = field.ContainingType.ClrType;
        var property = message.GetProperty(field.PropertyName)!;
        if (property.PropertyType == typeof(string)) return Make(typeof(Text<>), [message], property);
        return field.FieldType is FieldType.Int32 or FieldType.Int64 or FieldType.UInt32 or FieldType.UInt64 && !field.IsRepeated
            ? Make(typeof(Number<,>), [message, property.PropertyType], property)
            : throw new FormatException($"{field.FullName} is neither text nor a whole number: it cannot be an event's name or id.");
    }

    private static SseField Make(System.Type type, System.Type[] arguments, PropertyInfo property) =>
        (SseField)Activator.CreateInstance(type.MakeGenericType(arguments), property)!;

    private sealed class Text<TMessage>(PropertyInfo property) : SseField where TMessage : IMessage
    {
        private readonly Func<TMessage, string> _get = property.GetMethod!.CreateDelegate<Func<TMessage, string>>();

        // A line break would end the line and begin another of the value's own choosing.
        public override void Write(IMessage message, IBufferWriter<byte> output) =>
            Encoding.UTF8.GetBytes(_get((TMessage)message).ReplaceLineEndings(" "), output);
    }

    private sealed class Number<TMessage, TValue>(PropertyInfo property) : SseField where TMessage : IMessage where TValue : IUtf8SpanFormattable
    {
        private readonly Func<TMessage, TValue> _get = property.GetMethod!.CreateDelegate<Func<TMessage, TValue>>();

        public override void Write(IMessage message, IBufferWriter<byte> output)
        {
            _get((TMessage)message).TryFormat(output.GetSpan(LongestNumber), out var written, default, CultureInfo.InvariantCulture);
            output.Advance(written);
        }
    }
}
