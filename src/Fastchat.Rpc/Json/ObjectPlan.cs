using System.Linq.Expressions;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Rpc.Json;

/// <summary>A message written as an object.</summary>
internal sealed class ObjectPlan : JsonPlan
{
    private readonly MessageDescriptor _type;
    private readonly List<Func<Expression, Expression, Expression>> _writers = [];
    private readonly Dictionary<string, FieldDescriptor> _fields = [];
    private readonly Dictionary<string, UntaggedUnion> _untagged = [];
    private readonly TaggedUnion? _tagged;
    private readonly FieldDescriptor? _rest;
    private Action<Utf8JsonWriter, IMessage>? _writeMembers;

    /// <summary>The plan of a type. Fields that are left out are known, and so read, but not written.</summary>
    public ObjectPlan(MessageDescriptor type, IReadOnlyCollection<string>? leftOut = null)
    {
        _type = type;
        _rest = type.Shape().KeepUnknown ? Rest(type) : null;
        var seen = new HashSet<OneofDescriptor>();
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            if (field.IsBinary() || field.Shape().Hidden || field == _rest) continue;
            if (field.RealContainingOneof is not { } oneof || oneof.Shape() is { Untagged: false, Discriminator: "" })
            {
                _fields.Add(field.Name, field);
                if (leftOut is null || !leftOut.Contains(field.Name)) _writers.Add(FieldWriter.For(field).Compose);
            }
            else if (seen.Add(oneof))
            {
                Add(oneof.Shape().Untagged ? AddUntagged(oneof) : AddTagged(oneof, ref _tagged));
            }
        }

        if (_rest is not null) Add(WriteRest);
    }

    /// <summary>The tagged union; null when the message has none.</summary>
    public TaggedUnion? Tagged => _tagged;

    /// <summary>Whether the message keeps members that nobody knows.</summary>
    public bool KeepsUnknown => _rest is not null;

    public override bool Takes(JsonTokenType token) => token == JsonTokenType.StartObject;

    public override void Write(Utf8JsonWriter json, IMessage message)
    {
        json.WriteStartObject();
        WriteMembers(json, message);
        json.WriteEndObject();
    }

    /// <summary>Writes the members without the braces.</summary>
    public void WriteMembers(Utf8JsonWriter json, IMessage message) => (_writeMembers ??= Compile())(json, message);

    /// <summary>The tag of the tagged union, where <paramref name="name"/> is its discriminator.</summary>
    public Func<IMessage, string?>? TagReader(string name) => _tagged?.Discriminator == name ? _tagged.Tag : null;

    public override IMessage Read(ref Utf8JsonReader json, IgnoredMembers ignored)
    {
        if (json.TokenType != JsonTokenType.StartObject) throw new JsonShapeException($"must be an object, but is {ScalarJson.Shown(ref json)}");
        var message = _type.Parser.ParseFrom(ReadOnlySpan<byte>.Empty);
        var union = _tagged is null ? null : new OpenUnion(_tagged, message, json);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.Text();
            json.Read();
            if (TryReadMember(ref json, message, name, ignored) || union?.TryRead(ref json, name, ignored) == true) continue;
            if (_rest is not null) Rest(message).Fields[name] = ReadOpen(ref json, name);
            else if (union?.Keeper is { } keeper) keeper.Plan.Rest(keeper.Member).Fields[name] = ReadOpen(ref json, name);
            else
            {
                ignored.Add(name);
                json.Skip();
            }
        }

        return message;
    }

    private void Add(Action<Utf8JsonWriter, IMessage> write) => _writers.Add((json, message) => Expression.Invoke(Expression.Constant(write), json, message));

    // At the first use, not at start: a server has many messages that it seldom writes.
    private Action<Utf8JsonWriter, IMessage> Compile()
    {
        var json = Expression.Parameter(typeof(Utf8JsonWriter));
        var any = Expression.Parameter(typeof(IMessage));
        var message = Expression.Variable(_type.ClrType);
        Expression[] steps = [Expression.Assign(message, Expression.Convert(any, _type.ClrType)), .. _writers.Select(w => w(json, message)), Expression.Empty()];
        return Expression.Lambda<Action<Utf8JsonWriter, IMessage>>(Expression.Block([message], steps), json, any).Compile();
    }

    /// <summary>Reads a member that is a field of the message, or an untagged union of its.</summary>
    public bool TryReadMember(ref Utf8JsonReader json, IMessage message, string name, IgnoredMembers ignored)
    {
        if (_fields.TryGetValue(name, out var field))
        {
            FieldReader.Read(ref json, message, field, ignored);
            return true;
        }

        if (!_untagged.TryGetValue(name, out var union)) return false;
        try
        {
            if (json.TokenType == JsonTokenType.Null) union.Clear(message);
            else union.Read(ref json, message, ignored);
        }
        catch (JsonShapeException e)
        {
            throw e.Under(name);
        }

        return true;
    }

    private static Value ReadOpen(ref Utf8JsonReader json, string name)
    {
        try
        {
            return OpenJson.ReadValue(ref json);
        }
        catch (JsonShapeException e)
        {
            throw e.Under(name);
        }
    }

    private Action<Utf8JsonWriter, IMessage> AddUntagged(OneofDescriptor oneof)
    {
        var union = new UntaggedUnion(oneof);
        var name = JsonEncodedText.Encode(oneof.Name);
        _untagged.Add(oneof.Name, union);
        return (json, message) => union.TryWrite(json, message, name);
    }

    private static Action<Utf8JsonWriter, IMessage> AddTagged(OneofDescriptor oneof, ref TaggedUnion? tagged)
    {
        if (tagged is not null) throw new NotSupportedException($"{oneof.ContainingType.FullName} has two tagged unions; readers could not tell which property belongs to which.");
        tagged = new TaggedUnion(oneof);
        return tagged.Write;
    }

    // A member of the rest that has a known member's name came from a gRPC caller. Written, it would be the second of that
    // name, and readers that take the last would see another value than we have judged.
    private void WriteRest(Utf8JsonWriter json, IMessage message)
    {
        if (_rest!.Accessor.GetValue(message) is not Struct rest) return;
        foreach (var (name, value) in rest.Fields)
        {
            if (!Knows(name, message)) OpenJson.WriteMember(json, name, value);
        }
    }

    private bool Knows(string name, IMessage message) =>
        _fields.ContainsKey(name) || _untagged.ContainsKey(name) || (_tagged is not null && _tagged.Knows(name, message));

    private static FieldDescriptor Rest(MessageDescriptor type) =>
        type.Fields.InDeclarationOrder().Where(f => f.Shape().Rest).ToList() is [{ FieldType: FieldType.Message, MessageType.FullName: "google.protobuf.Struct", IsRepeated: false } only]
            ? only
            : throw new NotSupportedException($"{type.FullName}: keep_unknown needs one google.protobuf.Struct that is its rest");

    private Struct Rest(IMessage message)
    {
        if (_rest!.Accessor.GetValue(message) is Struct rest) return rest;
        rest = new Struct();
        _rest.Accessor.SetValue(message, rest);
        return rest;
    }
}
