using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;

namespace Fastchat.Rpc.Json;

/// <summary>Writes one field of a message through typed accessors: nothing is boxed.</summary>
internal abstract class FieldWriter
{
    /// <summary>Writes the field's value alone.</summary>
    public abstract void WriteValue(Utf8JsonWriter json, IMessage message);

    /// <summary>The writing of the field with its name, or of nothing, to be compiled together with the message's other fields.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="message">The message as its own type.</param>
    public abstract Expression Compose(Expression json, Expression message);

    public static FieldWriter For(FieldDescriptor field)
    {
        var message = field.ContainingType.ClrType;
        var property = message.GetProperty(field.PropertyName)!;
        if (field.IsMap)
        {
            var key = property.PropertyType.GetGenericArguments()[0];
            if (key != typeof(string)) throw new NotSupportedException($"{field.FullName}: only maps from strings have shaped JSON.");
            return Make(typeof(MapFieldWriter<,>), [message, property.PropertyType.GetGenericArguments()[1]], field, property, ScalarJson.Writer(field.MessageType.FindFieldByNumber(2)));
        }

        return field.IsRepeated
            ? Make(typeof(ListFieldWriter<,>), [message, property.PropertyType.GetGenericArguments()[0]], field, property, ScalarJson.Writer(field))
            : Make(typeof(SingleFieldWriter<,>), [message, property.PropertyType], field, property, ScalarJson.Writer(field));
    }

    private static FieldWriter Make(System.Type writer, System.Type[] arguments, FieldDescriptor field, PropertyInfo property, Delegate value) =>
        (FieldWriter)Activator.CreateInstance(writer.MakeGenericType(arguments), field, property, value)!;

    private sealed class SingleFieldWriter<TMessage, TValue> : FieldWriter where TMessage : IMessage
    {
        private readonly JsonEncodedText _name;
        private readonly ValueWriter<TValue> _write;
        private readonly bool _explicitNull;
        private readonly bool _absentWhenNull;
        private readonly PropertyInfo _property;
        private Action<Utf8JsonWriter, TMessage>? _writeValue;

        public SingleFieldWriter(FieldDescriptor field, PropertyInfo property, ValueWriter<TValue> write)
        {
            _name = JsonEncodedText.Encode(field.Name);
            _property = property;
            _write = write;
            _explicitNull = field.Shape().ExplicitNull;
            _absentWhenNull = field.FieldType == FieldType.Message;
        }

        public override Expression Compose(Expression json, Expression message)
        {
            var write = WriteNamed(json, Expression.Property(message, _property));
            if (Has(message) is not { } has) return write;
            return _explicitNull
                ? Expression.IfThenElse(has, write, Expression.Call(json, nameof(Utf8JsonWriter.WriteNull), null, Expression.Constant(_name)))
                : Expression.IfThen(has, write);
        }

        public override void WriteValue(Utf8JsonWriter json, IMessage message) => (_writeValue ??= Compile())(json, (TMessage)message);

        private Action<Utf8JsonWriter, TMessage> Compile()
        {
            var json = Expression.Parameter(typeof(Utf8JsonWriter));
            var message = Expression.Parameter(typeof(TMessage));
            Expression write = Expression.Invoke(Expression.Constant(_write), json, Expression.Property(message, _property));
            if (Has(message) is { } has) write = Expression.IfThenElse(has, write, Expression.Call(json, nameof(Utf8JsonWriter.WriteNullValue), null));
            return Expression.Lambda<Action<Utf8JsonWriter, TMessage>>(write, json, message).Compile();
        }

        // Name and value in one call where the writer has it and the value needs no shaping.
        private Expression WriteNamed(Expression json, Expression value) => typeof(TValue) switch
        {
            var t when t == typeof(string) => Named(nameof(Utf8JsonWriter.WriteString), json, value),
            var t when t == typeof(bool) => Named(nameof(Utf8JsonWriter.WriteBoolean), json, value),
            var t when t == typeof(int) || t == typeof(uint) || t == typeof(long) || t == typeof(ulong) => Named(nameof(Utf8JsonWriter.WriteNumber), json, value),
            _ => Expression.Block(
                Expression.Call(json, nameof(Utf8JsonWriter.WritePropertyName), null, Expression.Constant(_name)),
                Expression.Invoke(Expression.Constant(_write), json, value)),
        };

        private MethodCallExpression Named(string method, Expression json, Expression value) => Expression.Call(json, method, null, Expression.Constant(_name), value);

        private Expression? Has(Expression message)
        {
            if (typeof(TMessage).GetProperty("Has" + _property.Name) is { } presence) return Expression.Property(message, presence);
            var value = Expression.Property(message, _property);

            // The zero of an enum without presence says that nothing was stated.
            if (typeof(TValue).IsEnum) return Expression.NotEqual(value, Expression.Default(typeof(TValue)));
            return _absentWhenNull ? Expression.NotEqual(value, Expression.Constant(null, typeof(TValue))) : null;
        }
    }

    private abstract class ManyFieldWriter(FieldDescriptor field) : FieldWriter
    {
        private readonly JsonEncodedText _name = JsonEncodedText.Encode(field.Name);
        private readonly bool _omitEmpty = field.Shape().OmitEmpty;

        public sealed override Expression Compose(Expression json, Expression message) => Expression.Call(Expression.Constant(this), nameof(Write), null, json, message);

        public void Write(Utf8JsonWriter json, IMessage message)
        {
            if (_omitEmpty && IsEmpty(message)) return;
            json.WritePropertyName(_name);
            WriteValue(json, message);
        }

        protected abstract bool IsEmpty(IMessage message);
    }

    private sealed class ListFieldWriter<TMessage, TValue>(FieldDescriptor field, PropertyInfo property, ValueWriter<TValue> write) : ManyFieldWriter(field) where TMessage : IMessage
    {
        private readonly Func<TMessage, RepeatedField<TValue>> _get = property.GetMethod!.CreateDelegate<Func<TMessage, RepeatedField<TValue>>>();

        public override void WriteValue(Utf8JsonWriter json, IMessage message)
        {
            var list = _get((TMessage)message);
            json.WriteStartArray();
            for (var i = 0; i < list.Count; i++) write(json, list[i]);
            json.WriteEndArray();
        }

        protected override bool IsEmpty(IMessage message) => _get((TMessage)message).Count == 0;
    }

    private sealed class MapFieldWriter<TMessage, TValue>(FieldDescriptor field, PropertyInfo property, ValueWriter<TValue> write) : ManyFieldWriter(field) where TMessage : IMessage
    {
        private readonly Func<TMessage, MapField<string, TValue>> _get = property.GetMethod!.CreateDelegate<Func<TMessage, MapField<string, TValue>>>();

        public override void WriteValue(Utf8JsonWriter json, IMessage message)
        {
            json.WriteStartObject();
            foreach (var (key, value) in _get((TMessage)message))
            {
                json.WritePropertyName(key);
                write(json, value);
            }

            json.WriteEndObject();
        }

        protected override bool IsEmpty(IMessage message) => _get((TMessage)message).Count == 0;
    }
}
