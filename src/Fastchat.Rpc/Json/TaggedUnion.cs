using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fastchat.Rpc.Json;

/// <summary>
/// A oneof whose members are told apart by a property such as "type". The member's fields stand beside that property, or
/// inside a property of their own where the options name one.
/// </summary>
internal sealed class TaggedUnion
{
    private readonly OneofDescriptor _oneof;
    private readonly JsonEncodedText _discriminator;
    private readonly JsonEncodedText? _content;
    private readonly Dictionary<int, (JsonEncodedText Tag, string Text)> _tags;
    private readonly Dictionary<string, FieldDescriptor> _members;
    private readonly FieldDescriptor? _default;

    public TaggedUnion(OneofDescriptor oneof)
    {
        var shape = oneof.Shape();
        _oneof = oneof;
        Discriminator = shape.Discriminator;
        Content = shape.Content is { Length: > 0 } content ? content : null;
        _discriminator = JsonEncodedText.Encode(Discriminator, ReadableEncoder.Instance);
        _content = Content is null ? null : JsonEncodedText.Encode(Content);
        if (oneof.Fields.FirstOrDefault(f => f.FieldType != FieldType.Message || f.IsWrapper()) is { } scalar)
            throw new NotSupportedException($"{scalar.FullName}: the members of a tagged union are messages.");
        if (Content is null && oneof.Fields.FirstOrDefault(f => !JsonPlan.IsObject(f.MessageType)) is { } bare)
            throw new NotSupportedException($"{bare.FullName}: a member that is no object needs a property of its own; see OneofShape.content.");
        _tags = oneof.Fields.ToDictionary(f => f.FieldNumber, f => (JsonEncodedText.Encode(f.Tag(), ReadableEncoder.Instance), f.Tag()));
        _members = oneof.Fields.ToDictionary(f => f.Tag());
        if (shape.DefaultTag is { Length: > 0 } tag && !_members.TryGetValue(tag, out _default)) throw new NotSupportedException($"{oneof.FullName}: no member has the default tag \"{tag}\".");
    }

    /// <summary>The property that tells the members apart.</summary>
    public string Discriminator { get; }

    /// <summary>The property that holds the member; null when its fields stand beside the discriminator.</summary>
    public string? Content { get; }

    /// <summary>The tag of the member that is set; null when none is.</summary>
    public string? Tag(IMessage message) =>
        _oneof.Accessor.GetCaseFieldDescriptor(message) is { } member ? _tags[member.FieldNumber].Text : null;

    /// <summary>Whether a member of this name belongs to the union as it is set.</summary>
    public bool Knows(string name, IMessage message) =>
        name == Discriminator || name == Content
        || (Content is null && _oneof.Accessor.GetCaseFieldDescriptor(message) is { } member && member.MessageType.FindFieldByName(name) is not null);

    public void Write(Utf8JsonWriter json, IMessage message)
    {
        if (_oneof.Accessor.GetCaseFieldDescriptor(message) is not { } member) return;
        json.WriteString(_discriminator, _tags[member.FieldNumber].Tag);
        var value = (IMessage)member.Accessor.GetValue(message);
        var plan = JsonPlan.For(member.MessageType);
        if (_content is { } content)
        {
            json.WritePropertyName(content);
            plan.Write(json, value);
        }
        else
        {
            ((ObjectPlan)plan).WriteMembers(json, value);
        }
    }

    /// <summary>
    /// Finds the member in the object the reader stands on, without consuming it: the discriminator may come last, and
    /// of two the last counts.
    /// </summary>
    /// <exception cref="JsonShapeException">The object has no discriminator, and the union no default; or a wrong one.</exception>
    public FieldDescriptor Find(Utf8JsonReader json)
    {
        FieldDescriptor? member = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var found = json.TextIs(Discriminator);
            json.Read();
            if (found)
            {
                if (json.TokenType == JsonTokenType.Null && _default is not null)
                {
                    member = null;
                    continue;
                }

                if (json.TokenType != JsonTokenType.String) throw new JsonShapeException($"must be a string, but is {json.TokenType.Kind()}").Under(Discriminator);
                var tag = json.Text();
                member = _members.TryGetValue(tag, out var known) ? known : throw Unknown(tag);
            }

            json.Skip();
        }

        return member ?? _default ?? throw new JsonShapeException($"is required; it must be one of {Allowed()}").Under(Discriminator);
    }

    private JsonShapeException Unknown(string tag) => new JsonShapeException($"must be one of {Allowed()}, but is \"{tag}\"").Under(Discriminator);

    private string Allowed() => string.Join(", ", _members.Keys.Select(t => $"\"{t}\""));
}
