using Google.Protobuf.Reflection;

namespace Fastchat.Rpc.OpenApi;

/// <summary>
/// The comments of the contracts, by full name. Source: google/protobuf/descriptor.proto, SourceCodeInfo: a comment is
/// found by the path of field numbers and indexes that leads to its element.
/// </summary>
internal sealed class ProtoComments
{
    private readonly Dictionary<string, string> _comments = new(StringComparer.Ordinal);

    public ProtoComments(IEnumerable<FileDescriptorSet> sources)
    {
        foreach (var file in sources.SelectMany(s => s.File)) Add(file);
    }

    /// <summary>The comment above an element; empty for none.</summary>
    public string Of(IDescriptor element) => _comments.GetValueOrDefault(element.FullName, "");

    /// <summary>Whether the contract wants callers to state a field: its comment has a sentence that begins with "Required".</summary>
    public bool IsRequired(FieldDescriptor field) => HasSentence(Of(field), "Required.") || HasSentence(Of(field), "Required,");

    /// <summary>The first sentence of a comment, without its full stop.</summary>
    public static string Summary(string comment)
    {
        var ends = new[] { comment.IndexOf(". ", StringComparison.Ordinal), comment.IndexOf(".\n", StringComparison.Ordinal) }.Where(e => e >= 0);
        return comment[..ends.DefaultIfEmpty(comment.Length).Min()].TrimEnd('.');
    }

    private static bool HasSentence(string comment, string beginning) =>
        comment.StartsWith(beginning, StringComparison.Ordinal) || comment.Contains(". " + beginning, StringComparison.Ordinal);

    private void Add(FileDescriptorProto file)
    {
        var texts = (file.SourceCodeInfo?.Location ?? []).Where(l => l.HasLeadingComments).ToDictionary(l => string.Join('.', l.Path), l => Clean(l.LeadingComments));
        if (texts.Count == 0) return;
        void Keep(string name, string path)
        {
            if (texts.TryGetValue(path, out var text)) _comments[name] = text;
        }

        void AddEnum(EnumDescriptorProto @enum, string name, string path)
        {
            Keep(name, path);
            for (var i = 0; i < @enum.Value.Count; i++) Keep($"{name}.{@enum.Value[i].Name}", $"{path}.2.{i}");
        }

        void AddMessage(DescriptorProto message, string name, string path)
        {
            Keep(name, path);
            for (var i = 0; i < message.Field.Count; i++) Keep($"{name}.{message.Field[i].Name}", $"{path}.2.{i}");
            for (var i = 0; i < message.OneofDecl.Count; i++) Keep($"{name}.{message.OneofDecl[i].Name}", $"{path}.8.{i}");
            for (var i = 0; i < message.NestedType.Count; i++) AddMessage(message.NestedType[i], $"{name}.{message.NestedType[i].Name}", $"{path}.3.{i}");
            for (var i = 0; i < message.EnumType.Count; i++) AddEnum(message.EnumType[i], $"{name}.{message.EnumType[i].Name}", $"{path}.4.{i}");
        }

        var scope = file.Package.Length == 0 ? "" : file.Package + ".";
        for (var i = 0; i < file.MessageType.Count; i++) AddMessage(file.MessageType[i], scope + file.MessageType[i].Name, $"4.{i}");
        for (var i = 0; i < file.EnumType.Count; i++) AddEnum(file.EnumType[i], scope + file.EnumType[i].Name, $"5.{i}");
        for (var i = 0; i < file.Service.Count; i++)
        {
            var service = file.Service[i];
            Keep(scope + service.Name, $"6.{i}");
            for (var m = 0; m < service.Method.Count; m++) Keep($"{scope}{service.Name}.{service.Method[m].Name}", $"6.{i}.2.{m}");
        }
    }

    // Lines of one paragraph are one line; an empty line parts paragraphs.
    private static string Clean(string comment) => string.Join("\n\n", comment
        .Split("\n\n")
        .Select(paragraph => string.Join(' ', paragraph.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
        .Where(paragraph => paragraph.Length > 0));
}
