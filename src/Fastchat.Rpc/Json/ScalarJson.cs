using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fastchat.Rpc.Json;

/// <summary>Writes a value of one type.</summary>
internal delegate void ValueWriter<in T>(Utf8JsonWriter json, T value);

/// <summary>Single values: fields that are neither lists nor maps.</summary>
internal static class ScalarJson
{
    /// <summary>The writer of a field's values; its type argument is the field's C# type.</summary>
    public static Delegate Writer(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.String => new ValueWriter<string>(static (j, v) => j.WriteStringValue(v)),
        FieldType.Bool => new ValueWriter<bool>(static (j, v) => j.WriteBooleanValue(v)),
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => new ValueWriter<int>(static (j, v) => j.WriteNumberValue(v)),
        FieldType.UInt32 or FieldType.Fixed32 => new ValueWriter<uint>(static (j, v) => j.WriteNumberValue(v)),
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => new ValueWriter<long>(static (j, v) => j.WriteNumberValue(v)),
        FieldType.UInt64 or FieldType.Fixed64 => new ValueWriter<ulong>(static (j, v) => j.WriteNumberValue(v)),
        FieldType.Double => new ValueWriter<double>(static (j, v) => OpenJson.WriteNumber(j, v)),
        FieldType.Float => new ValueWriter<float>(static (j, v) => OpenJson.WriteNumber(j, v)),
        FieldType.Bytes => new ValueWriter<ByteString>(static (j, v) => j.WriteBase64StringValue(v.Span)),
        FieldType.Enum => Generic(nameof(EnumWriter), field.EnumType.ClrType, EnumNames.For(field.EnumType)),
        FieldType.Message when field.IsWrapper() => WrapperWriter(field.MessageType.FindFieldByNumber(1)),
        FieldType.Message => Generic(nameof(MessageWriter), field.MessageType.ClrType, field.MessageType),
        _ => throw new NotSupportedException($"{field.FullName} has a type without shaped JSON."),
    };

    /// <summary>Reads a field's value, boxed as the accessor takes it.</summary>
    /// <exception cref="JsonShapeException">The value does not fit.</exception>
    public static object Read(ref Utf8JsonReader json, FieldDescriptor field, IgnoredMembers ignored)
    {
        switch (field.FieldType)
        {
            case FieldType.Message when field.IsWrapper():
                return Read(ref json, field.MessageType.FindFieldByNumber(1), ignored);
            case FieldType.Message:
                return JsonPlan.For(field.MessageType).Read(ref json, ignored);
            case FieldType.String when json.TokenType == JsonTokenType.String:
                return json.Text();
            case FieldType.Enum when json.TokenType == JsonTokenType.String:
                return System.Enum.ToObject(field.EnumType.ClrType, EnumNames.For(field.EnumType).Number(json.Text()));
            case FieldType.Bool when json.TokenType is JsonTokenType.True or JsonTokenType.False:
                return json.GetBoolean();
            case FieldType.Bytes when json.TokenType == JsonTokenType.String:
                return json.Base64() is { } bytes ? ByteString.CopyFrom(bytes) : throw new JsonShapeException("must be base64");
            case FieldType.Double when json.TokenType == JsonTokenType.Number && json.TryGetDouble(out var d) && double.IsFinite(d):
                return d;
            case FieldType.Float when json.TokenType == JsonTokenType.Number && json.TryGetSingle(out var f) && float.IsFinite(f):
                return f;
            case FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 when Whole(ref json) is { } n and >= int.MinValue and <= int.MaxValue:
                return (int)n;
            case FieldType.UInt32 or FieldType.Fixed32 when Whole(ref json) is { } n and >= 0 and <= uint.MaxValue:
                return (uint)n;
            case FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 when Whole(ref json) is { } n and >= long.MinValue and <= long.MaxValue:
                return (long)n;
            case FieldType.UInt64 or FieldType.Fixed64 when Whole(ref json) is { } n and >= 0 and <= ulong.MaxValue:
                return (ulong)n;
            default:
                throw new JsonShapeException($"must be {Wanted(field)}, but is {Shown(ref json)}");
        }
    }

    /// <summary>Reads a field's value from text: query parameters, path variables, form fields.</summary>
    /// <exception cref="JsonShapeException">The text does not fit.</exception>
    public static object Parse(string text, FieldDescriptor field)
    {
        const NumberStyles whole = NumberStyles.AllowLeadingSign;
        var culture = CultureInfo.InvariantCulture;
        switch (field.FieldType)
        {
            case FieldType.String:
                return text;
            case FieldType.Enum:
                return System.Enum.ToObject(field.EnumType.ClrType, EnumNames.For(field.EnumType).Number(text));
            case FieldType.Bool when bool.TryParse(text, out var b):
                return b;
            case FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 when int.TryParse(text, whole, culture, out var i):
                return i;
            case FieldType.UInt32 or FieldType.Fixed32 when uint.TryParse(text, whole, culture, out var u):
                return u;
            case FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 when long.TryParse(text, whole, culture, out var l):
                return l;
            case FieldType.UInt64 or FieldType.Fixed64 when ulong.TryParse(text, whole, culture, out var ul):
                return ul;
            case FieldType.Double when double.TryParse(text, NumberStyles.Float, culture, out var d) && double.IsFinite(d):
                return d;
            case FieldType.Float when float.TryParse(text, NumberStyles.Float, culture, out var f) && float.IsFinite(f):
                return f;
            case FieldType.Message when field.IsWrapper():
                return Parse(text, field.MessageType.FindFieldByNumber(1));
            case FieldType.Message:
                // Times and the like have a text form: read it as the JSON string it would be.
                var reader = new Utf8JsonReader(JsonSerializer.SerializeToUtf8Bytes(text));
                reader.Read();
                return JsonPlan.For(field.MessageType).Read(ref reader, new IgnoredMembers());
            default:
                throw new JsonShapeException($"must be {Wanted(field)}, but is \"{text}\"");
        }
    }

    /// <summary>Whether a value of this kind can be the field's.</summary>
    public static bool Takes(FieldDescriptor field, JsonTokenType token) => field.FieldType switch
    {
        FieldType.Message when field.IsWrapper() => Takes(field.MessageType.FindFieldByNumber(1), token),
        FieldType.Message => JsonPlan.For(field.MessageType).Takes(token),
        FieldType.String or FieldType.Bytes or FieldType.Enum => token == JsonTokenType.String,
        FieldType.Bool => token is JsonTokenType.True or JsonTokenType.False,
        _ => token == JsonTokenType.Number,
    };

    /// <summary>What a field takes, for error messages.</summary>
    public static string Wanted(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.String or FieldType.Enum => "a string",
        FieldType.Bytes => "a base64 string",
        FieldType.Bool => "true or false",
        FieldType.Double or FieldType.Float => "a number",
        FieldType.Message when field.IsWrapper() => Wanted(field.MessageType.FindFieldByNumber(1)),
        FieldType.Message => "an object",
        FieldType.UInt32 or FieldType.Fixed32 or FieldType.UInt64 or FieldType.Fixed64 => "a whole number from 0",
        _ => "a whole number",
    };

    /// <summary>The value the reader stands on, short enough for an error message.</summary>
    public static string Shown(ref Utf8JsonReader json) => json.TokenType == JsonTokenType.Number && json.ValueSpan.Length <= 20
        ? System.Text.Encoding.UTF8.GetString(json.ValueSpan)
        : json.TokenType.Kind();

    // 1.0 and 1e3 are whole numbers too: JSON does not tell them apart.
    private static decimal? Whole(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.Number) return null;
        if (json.TryGetInt64(out var signed)) return signed;
        if (json.TryGetUInt64(out var unsigned)) return unsigned;

        // A decimal holds every digit of a 64-bit number, a double does not; but a decimal rounds 1e-30 to a whole number.
        return json.TryGetDecimal(out var m) && m == decimal.Truncate(m) && json.TryGetDouble(out var d) && d == Math.Truncate(d) ? m : null;
    }

    private static Delegate WrapperWriter(FieldDescriptor value) =>
        Writer(value) is var writer && writer.GetType().GetGenericArguments()[0] is { IsValueType: true } type ? Generic(nameof(NullableWriter), type, writer) : writer;

    private static ValueWriter<T?> NullableWriter<T>(ValueWriter<T> write) where T : struct => (j, v) =>
    {
        if (v is { } value) write(j, value);
        else j.WriteNullValue();
    };

    private static Delegate Generic(string name, System.Type type, object argument) => (Delegate)typeof(ScalarJson)
        .GetMethod(name, System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
        .MakeGenericMethod(type)
        .Invoke(null, [argument])!;

    private static ValueWriter<T> EnumWriter<T>(EnumNames names) where T : struct, System.Enum =>
        (j, v) => j.WriteStringValue(names.Name(Unsafe.As<T, int>(ref v)));

    // The plan is looked up at the first use: messages may hold themselves.
    private static ValueWriter<T> MessageWriter<T>(MessageDescriptor type) where T : IMessage
    {
        JsonPlan? plan = null;
        return (j, v) => (plan ??= JsonPlan.For(type)).Write(j, v);
    }
}
