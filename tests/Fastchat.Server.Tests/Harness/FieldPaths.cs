using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fastchat.Server;

/// <summary>The fields of a request, however deep, and putting values there.</summary>
internal static class FieldPaths
{
    // What callers tell back of answers, and what is refused whatever it is: nothing there names a thing or has a limit.
    private static readonly string[] Empty = [".output_text", ".file_search_call", "function_call_output.parts", "custom_tool_call_output.parts", "input_image.file_id"];

    /// <summary>The paths to all fields of a message, those in messages within it included; a type within itself is entered once.</summary>
    public static IEnumerable<IReadOnlyList<FieldDescriptor>> Of(MessageDescriptor type) => Of(type, [], []);

    /// <summary>Those of text.</summary>
    public static IEnumerable<IReadOnlyList<FieldDescriptor>> Texts(MessageDescriptor type) => Of(type).Where(path => path[^1].FieldType == FieldType.String);

    /// <summary>Its name from the request on, such as "tools.file_search.vector_store_ids".</summary>
    public static string Name(this IReadOnlyList<FieldDescriptor> path) => string.Join('.', path.Select(f => f.Name));

    /// <summary>Puts a value at the end of a path, as the only one where there may be many; what leads to it is made when it is missing.</summary>
    public static void Place(this IMessage message, IReadOnlyList<FieldDescriptor> path, object value)
    {
        foreach (var field in path.Take(path.Count - 1)) message = Within(message, field);
        var leaf = path[^1];
        if (leaf.IsMap)
        {
            var pairs = (IDictionary)leaf.Accessor.GetValue(message);
            pairs.Clear();
            foreach (var (key, text) in (IEnumerable<KeyValuePair<string, string>>)value) pairs.Add(key, text);
        }
        else if (leaf.IsRepeated)
        {
            var list = (IList)leaf.Accessor.GetValue(message);
            list.Clear();
            if (value is not string && value is IEnumerable many) foreach (var one in many) list.Add(one);
            else list.Add(value);
        }
        else
        {
            leaf.Accessor.SetValue(message, value);
        }
    }

    /// <summary>The list at the end of a path.</summary>
    public static IList ListAt(this IMessage message, IReadOnlyList<FieldDescriptor> path)
    {
        foreach (var field in path.Take(path.Count - 1)) message = Within(message, field);
        return (IList)path[^1].Accessor.GetValue(message);
    }

    private static IMessage Within(IMessage message, FieldDescriptor field)
    {
        if (field.IsRepeated)
        {
            var list = (IList)field.Accessor.GetValue(message);
            if (list.Count == 0) list.Add(field.MessageType.Parser.ParseFrom(ByteString.Empty));
            return (IMessage)list[0]!;
        }

        if (field.Accessor.GetValue(message) is not IMessage) field.Accessor.SetValue(message, field.MessageType.Parser.ParseFrom(ByteString.Empty));
        return (IMessage)field.Accessor.GetValue(message);
    }

    private static bool IsEmpty(IReadOnlyList<FieldDescriptor> path) => Array.Exists(Empty, e => path.Name().EndsWith(e, StringComparison.Ordinal));

    private static IEnumerable<IReadOnlyList<FieldDescriptor>> Of(MessageDescriptor type, IReadOnlyList<FieldDescriptor> path, HashSet<MessageDescriptor> entered)
    {
        if (!entered.Add(type)) yield break;
        foreach (var field in type.Fields.InFieldNumberOrder().Where(f => !IsEmpty([.. path, f])))
        {
            yield return [.. path, field];
            if (field.IsMap || field.FieldType != FieldType.Message || field.MessageType.File.Package == "google.protobuf") continue;
            foreach (var deeper in Of(field.MessageType, [.. path, field], entered)) yield return deeper;
        }

        entered.Remove(type);
    }
}
