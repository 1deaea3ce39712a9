using System.Text.Json;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Rpc.Json;

/// <summary>JSON without a schema, as google.protobuf.Struct and Value.</summary>
internal static class OpenJson
{
    public static void Write(Utf8JsonWriter json, Struct value)
    {
        json.WriteStartObject();
        foreach (var (name, member) in value.Fields) WriteMember(json, name, member);
        json.WriteEndObject();
    }

    /// <summary>Writes one member: unknown members stand beside known ones.</summary>
    public static void WriteMember(Utf8JsonWriter json, string name, Value value)
    {
        json.WritePropertyName(name);
        Write(json, value);
    }

    public static void Write(Utf8JsonWriter json, ListValue list)
    {
        json.WriteStartArray();
        foreach (var value in list.Values) Write(json, value);
        json.WriteEndArray();
    }

    public static void Write(Utf8JsonWriter json, Value value)
    {
        switch (value.KindCase)
        {
            case Value.KindOneofCase.StringValue:
                json.WriteStringValue(value.StringValue);
                break;
            case Value.KindOneofCase.NumberValue:
                WriteNumber(json, value.NumberValue);
                break;
            case Value.KindOneofCase.BoolValue:
                json.WriteBooleanValue(value.BoolValue);
                break;
            case Value.KindOneofCase.StructValue:
                Write(json, value.StructValue);
                break;
            case Value.KindOneofCase.ListValue:
                Write(json, value.ListValue);
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }

    /// <summary>Writes a number: whole ones without a point, and the three that JSON lacks as proto3 JSON spells them.</summary>
    public static void WriteNumber(Utf8JsonWriter json, double number)
    {
        const double exactLimit = 1L << 53;
        if (!double.IsFinite(number)) json.WriteStringValue(double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity");
        else if (number == Math.Truncate(number) && Math.Abs(number) < exactLimit && !(number == 0 && double.IsNegative(number))) json.WriteNumberValue((long)number);
        else json.WriteNumberValue(number);
    }

    /// <summary>As <see cref="WriteNumber(Utf8JsonWriter, double)"/>, with no more digits than tell floats apart.</summary>
    public static void WriteNumber(Utf8JsonWriter json, float number)
    {
        if (!float.IsFinite(number) || number == MathF.Truncate(number)) WriteNumber(json, (double)number);
        else json.WriteNumberValue(number);
    }

    public static Struct ReadStruct(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject) throw new JsonShapeException($"must be an object, but is {json.TokenType.Kind()}");
        var result = new Struct();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.Text();
            json.Read();
            result.Fields[name] = ReadValue(ref json);
        }

        return result;
    }

    public static Value ReadValue(ref Utf8JsonReader json)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.String:
                return Value.ForString(json.Text());
            case JsonTokenType.Number:
                return json.TryGetDouble(out var number) && double.IsFinite(number) ? Value.ForNumber(number) : throw new JsonShapeException("is a number beyond the range of a double");
            case JsonTokenType.True:
                return Value.ForBool(true);
            case JsonTokenType.False:
                return Value.ForBool(false);
            case JsonTokenType.StartObject:
                return Value.ForStruct(ReadStruct(ref json));
            case JsonTokenType.StartArray:
                var list = new ListValue();
                while (json.Read() && json.TokenType != JsonTokenType.EndArray) list.Values.Add(ReadValue(ref json));
                return new Value { ListValue = list };
            default:
                return Value.ForNull();
        }
    }
}
