using System.Collections;
using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fastchat.Governance.Audit;

/// <summary>What may be told of a message without telling its content: ids of things, names of models, names of the fields that are set.</summary>
internal static class MessageNames
{
    private const int Deepest = 4;
    private const int MostFields = 32;

    // Ids of events and traces name nothing that an act is done to; those of people could not be erased from a chain.
    private static readonly string[] Others = ["event_id", "trace_id", "request_id", "call_id", "tool_call_id", "user_id"];

    private static readonly ConcurrentDictionary<MessageDescriptor, bool> Known = new();

    /// <summary>Adds the ids that a message holds, and the names of models.</summary>
    public static void AddIds(IMessage message, AuditFacts facts) => AddIds(message, facts, depth: 0);

    /// <summary>Adds the paths of the fields that are set, not what they are set to.</summary>
    public static void AddFields(IMessage message, AuditFacts facts)
    {
        var names = new List<string>();
        Collect(message, "", names, depth: 0);
        if (names.Count > 0) facts.Add("fields", string.Join(",", names).Length <= 128 ? string.Join(",", names) : string.Join(",", names.Select(n => n.Split('.')[0]).Distinct()));
    }

    private static void AddIds(IMessage message, AuditFacts facts, int depth)
    {
        if (!HoldsIds(message.Descriptor, depth)) return;
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            if (field.IsMap || field.FieldType is not (FieldType.String or FieldType.Message)) continue;
            var value = field.Accessor.GetValue(message);
            if (field.FieldType == FieldType.String && IsId(field)) AddValues(field.Name, value, facts);
            else if (value is IMessage inner) AddIds(inner, facts, depth + 1);
            else if (field is { FieldType: FieldType.Message, IsRepeated: true } && depth < Deepest) foreach (IMessage item in (IList)value) AddIds(item, facts, depth + 1);
        }
    }

    private static void AddValues(string name, object value, AuditFacts facts)
    {
        if (value is string { Length: > 0 } one) facts.Add(name, one);
        if (value is IList list) foreach (string item in list) facts.Add(name, item);
    }

    private static void Collect(IMessage message, string path, List<string> names, int depth)
    {
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            if (names.Count >= MostFields) return;
            var value = field.Accessor.GetValue(message);
            var isSet = field switch
            {
                { IsMap: true } or { IsRepeated: true } => value is ICollection { Count: > 0 },
                { HasPresence: true } => field.Accessor.HasValue(message),
                _ => value is not (null or "" or 0 or 0L or 0u or 0ul or 0d or 0f or false) && !(field.FieldType == FieldType.Enum && Convert.ToInt32(value, null) == 0),
            };
            if (!isSet) continue;
            if (value is IMessage inner && depth < Deepest && field.MessageType.File.Package != "google.protobuf") Collect(inner, $"{path}{field.Name}.", names, depth + 1);
            else names.Add(path + field.Name);
        }
    }

    private static bool IsId(FieldDescriptor field) =>
        (field.Name is "id" or "model" || field.Name.EndsWith("_id", StringComparison.Ordinal) || field.Name.EndsWith("_ids", StringComparison.Ordinal)) && !Others.Contains(field.Name);

    // Most messages of a request hold none: to find that out once spares walking through every message of a chat.
    private static bool HoldsIds(MessageDescriptor type, int depth) => depth <= Deepest && Known.GetOrAdd(type, static t => Search(t, []));

    private static bool Search(MessageDescriptor type, HashSet<MessageDescriptor> seen) => seen.Add(type) && type.File.Package != "google.protobuf" && type.Fields.InFieldNumberOrder().Any(f =>
        f.FieldType == FieldType.String ? IsId(f) : f.FieldType == FieldType.Message && !f.IsMap && Search(f.MessageType, seen));
}
