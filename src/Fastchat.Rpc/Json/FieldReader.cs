using System.Collections;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fastchat.Rpc.Json;

/// <summary>Reads one field of a message.</summary>
internal static class FieldReader
{
    /// <summary>Reads the value the reader stands on into the field; null clears it; a second value replaces the first.</summary>
    public static void Read(ref Utf8JsonReader json, IMessage message, FieldDescriptor field, IgnoredMembers ignored)
    {
        try
        {
            if (json.TokenType == JsonTokenType.Null && !IsValue(field)) field.Accessor.Clear(message);
            else ReadValue(ref json, message, field, ignored);
        }
        catch (JsonShapeException e)
        {
            throw e.Under(field.Name);
        }
    }

    /// <summary>Reads the value the reader stands on, which is not the absence of one, into the field.</summary>
    public static void ReadValue(ref Utf8JsonReader json, IMessage message, FieldDescriptor field, IgnoredMembers ignored)
    {
        if (field.IsMap) ReadMap(ref json, message, field, ignored);
        else if (field.IsRepeated) ReadList(ref json, (IList)field.Accessor.GetValue(message), field, ignored);
        else field.Accessor.SetValue(message, ScalarJson.Read(ref json, field, ignored));
    }

    /// <summary>Reads a list into a repeated field.</summary>
    public static void ReadList(ref Utf8JsonReader json, IList list, FieldDescriptor field, IgnoredMembers ignored)
    {
        if (json.TokenType != JsonTokenType.StartArray) throw new JsonShapeException($"must be a list, but is {json.TokenType.Kind()}");
        list.Clear();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            try
            {
                list.Add(ScalarJson.Read(ref json, field, ignored));
            }
            catch (JsonShapeException e)
            {
                throw e.At(list.Count);
            }
        }
    }

    private static void ReadMap(ref Utf8JsonReader json, IMessage message, FieldDescriptor field, IgnoredMembers ignored)
    {
        if (json.TokenType != JsonTokenType.StartObject) throw new JsonShapeException($"must be an object, but is {json.TokenType.Kind()}");
        var map = (IDictionary)field.Accessor.GetValue(message);
        var values = field.MessageType.FindFieldByNumber(2);
        map.Clear();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var key = json.Text();
            json.Read();
            try
            {
                map[key] = ScalarJson.Read(ref json, values, ignored);
            }
            catch (JsonShapeException e)
            {
                throw e.Under(key);
            }
        }
    }

    // null is a value of google.protobuf.Value; for every other field it means "absent".
    private static bool IsValue(FieldDescriptor field) =>
        field.FieldType == FieldType.Message && !field.IsRepeated && field.MessageType.FullName == "google.protobuf.Value";
}
