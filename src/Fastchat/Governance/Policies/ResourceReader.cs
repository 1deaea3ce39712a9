using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Governance.Policies;

/// <summary>Reads what a request names, by the names of its fields: the contract uses the same name for the same thing everywhere.</summary>
internal static class ResourceReader
{
    private static readonly ConcurrentDictionary<MessageDescriptor, bool> Interesting = new();

    /// <summary>What a request names.</summary>
    public static PolicyResources Read(IMessage request)
    {
        var found = new Found();
        Read(request, found);
        return new PolicyResources(found.Models, found.Tools, found.Collections, found.Others);
    }

    private static void Read(IMessage message, Found found)
    {
        if (!Interesting.GetOrAdd(message.Descriptor, static d => IsInteresting(d, []))) return;
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            if (field.IsMap) continue;
            var value = field.Accessor.GetValue(message);
            if (field.FieldType == FieldType.String) Take(field, value, found);
            else if (field.FieldType == FieldType.Message && value is System.Collections.IList many) foreach (IMessage one in many) ReadPart(field, one, found);
            else if (value is IMessage part) ReadPart(field, part, found);
        }
    }

    private static void ReadPart(FieldDescriptor field, IMessage part, Found found)
    {
        // A tool is called by the kind that is set; a function, and a tool of the server's, by its own name.
        if (field.Name == "tools")
        {
            foreach (var kind in part.Descriptor.Fields.InFieldNumberOrder())
            {
                if (kind.FieldType != FieldType.Message || kind.IsRepeated || kind.Accessor.GetValue(part) is not IMessage tool) continue;
                if (kind.Name == "mcp") found.Tools.AddRange(AllowedTools(tool));
                else found.Tools.Add(kind.Name is "function" or "server_tool" ? OwnName(tool) ?? kind.Name : kind.Name);
            }
        }

        Read(part, found);
    }

    // Under "name"; in the caller's own JSON of OpenAI's shape: {"type": "function", "function": {"name": …}}.
    private static string? OwnName(IMessage tool)
    {
        if (tool.Descriptor.FindFieldByName("name")?.Accessor.GetValue(tool) is string { Length: > 0 } stated) return stated;
        return tool.Descriptor.FindFieldByName("function")?.Accessor.GetValue(tool) is Struct function
            && function.Fields.GetValueOrDefault("name") is { KindCase: Value.KindOneofCase.StringValue } name ? name.StringValue : null;
    }

    // The tools that are named of the server's; where none is named, those that rules deny are left out when they are offered.
    private static IEnumerable<string> AllowedTools(IMessage tool)
    {
        var allowed = tool.Descriptor.FindFieldByName("allowed_tools")?.Accessor.GetValue(tool) as IMessage;
        return allowed is null ? [] : allowed.Descriptor.Fields.InFieldNumberOrder()
            .Select(member => member.Accessor.GetValue(allowed)).OfType<IMessage>()
            .SelectMany(member => member.Descriptor.Fields.InFieldNumberOrder().Select(names => names.Accessor.GetValue(member)).OfType<IEnumerable<string>>())
            .SelectMany(names => names);
    }

    private static void Take(FieldDescriptor field, object value, Found found)
    {
        if (Place(field.Name, found) is not { } place) return;
        if (value is string { Length: > 0 } one) place.Add(one);
        else if (value is IEnumerable<string> many) place.AddRange(many);
    }

    private static List<string>? Place(string field, Found found) => field switch
    {
        "model" => found.Models,
        "collection_id" or "collection_ids" or "vector_store_id" or "vector_store_ids" => found.Collections,
        "file_id" or "file_ids" or "run_id" or "completion_id" or "key_id" or "conversation_id" or "thread_id" => found.Others,
        _ => null,
    };

    private static bool IsInteresting(MessageDescriptor type, HashSet<MessageDescriptor> seen) => seen.Add(type) && type.Fields.InFieldNumberOrder().Any(f =>
        f.FieldType switch
        {
            FieldType.String => Place(f.Name, new Found()) is not null,
            FieldType.Message => !f.IsMap && (f.Name == "tools" || IsInteresting(f.MessageType, seen)),
            _ => false,
        });

    private sealed class Found
    {
        public List<string> Models { get; } = [];

        public List<string> Tools { get; } = [];

        public List<string> Collections { get; } = [];

        public List<string> Others { get; } = [];
    }
}
