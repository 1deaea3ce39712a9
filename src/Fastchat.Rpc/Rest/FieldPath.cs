using System.Collections;
using System.Text.Json;
using Fastchat.Rpc.Framing;
using Fastchat.Rpc.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fastchat.Rpc.Rest;

/// <summary>A field of a message, or of a message inside it: what path variables, query parameters and form fields bind to.</summary>
internal sealed class FieldPath
{
    private readonly FieldDescriptor[] _fields;

    private FieldPath(FieldDescriptor[] fields) => _fields = fields;

    /// <summary>The field at the end.</summary>
    public FieldDescriptor Leaf => _fields[^1];

    /// <summary>Whether the field lies inside a message of the one it was looked for in.</summary>
    public bool IsNested => _fields.Length > 1;

    /// <summary>The field at the beginning.</summary>
    public FieldDescriptor Root => _fields[0];

    /// <summary>Whether the field, or one it lies in, is not to be had as text: for gRPC callers only, or the bytes of a part.</summary>
    public bool IsClosed => Array.Exists(_fields, f => f.Shape().Hidden || f.IsBinary());

    /// <summary>Whether a value has a text form.</summary>
    public bool TakesText => HasText(Leaf);

    /// <summary>Whether nothing states the field: it is absent, or without presence at its zero.</summary>
    public bool IsUnset(IMessage message)
    {
        foreach (var field in _fields.AsSpan(..^1))
        {
            if (field.Accessor.GetValue(message) is not IMessage inner) return true;
            message = inner;
        }

        return Leaf.HasPresence ? !Leaf.Accessor.HasValue(message) : Leaf.Accessor.GetValue(message) is "" or 0 or 0L or 0U or 0UL or false or 0D or 0F;
    }

    /// <summary>Whether a field's value has a text form: scalars, times and the like, but neither bytes nor messages.</summary>
    public static bool HasText(FieldDescriptor field) => !field.IsMap && field.FieldType switch
    {
        FieldType.Bytes => false,
        FieldType.Message when field.IsWrapper() => HasText(field.MessageType.FindFieldByNumber(1)),
        FieldType.Message => ScalarJson.Takes(field, JsonTokenType.String),
        _ => true,
    };

    /// <summary>Whether a field is a map whose values have a text form, each under its key.</summary>
    public static bool HasTextEntries(FieldDescriptor field) => field.IsMap && HasText(field.MessageType.FindFieldByNumber(2));

    /// <summary>The field named by a dotted path; null when there is none, or when it lies deeper than JSON could state it.</summary>
    public static FieldPath? Find(MessageDescriptor type, string path)
    {
        // Messages that hold themselves would let a name of a few kilobytes make thousands of them.
        if (path.AsSpan().Count('.') >= ProtobufDepth.AlwaysFits) return null;
        var fields = new List<FieldDescriptor>();
        foreach (var name in path.Split('.'))
        {
            if (fields is [.., var parent])
            {
                // Times and the like are one value: their halves would make times that are none.
                if (parent.FieldType != FieldType.Message || parent.IsRepeated || parent.MessageType.File.Package == "google.protobuf") return null;
                type = parent.MessageType;
            }

            if (type.FindFieldByName(name) is not { } field) return null;
            fields.Add(field);
        }

        return new FieldPath([.. fields]);
    }

    /// <summary>The field for which <paramref name="match"/> holds, also inside the members of a oneof.</summary>
    public static FieldPath? Find(MessageDescriptor type, Func<FieldDescriptor, bool> match)
    {
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            if (match(field)) return new FieldPath([field]);
            if (field.RealContainingOneof is null || field.FieldType != FieldType.Message) continue;
            if (field.MessageType.Fields.InDeclarationOrder().FirstOrDefault(match) is { } inner) return new FieldPath([field, inner]);
        }

        return null;
    }

    /// <summary>The field named by a dotted path, also where the path begins inside a member of a oneof.</summary>
    public static FieldPath? FindInside(MessageDescriptor type, string path)
    {
        if (Find(type, path) is { } found) return found;
        foreach (var member in type.Fields.InDeclarationOrder().Where(f => f.RealContainingOneof is not null && f.FieldType == FieldType.Message))
        {
            if (Find(member.MessageType, path) is { } inner) return new FieldPath([member, .. inner._fields]);
        }

        return null;
    }

    /// <summary>Whether this is the same field of the same message.</summary>
    public bool Equals(FieldPath other) => _fields.AsSpan().SequenceEqual(other._fields);

    /// <summary>Reads texts into the field; a field that is no list takes the last.</summary>
    /// <exception cref="JsonShapeException">A text does not fit.</exception>
    public void Set(IMessage message, IEnumerable<string?> texts, string shownName)
    {
        try
        {
            if (!TakesText) throw new JsonShapeException(Refusal());
            var owner = Owner(message);
            if (Leaf.IsRepeated)
            {
                var list = (IList)Leaf.Accessor.GetValue(owner);
                foreach (var text in texts) list.Add(ScalarJson.Parse(text ?? "", Leaf));
            }
            else
            {
                Leaf.Accessor.SetValue(owner, ScalarJson.Parse(texts.Last() ?? "", Leaf));
            }
        }
        catch (JsonShapeException e)
        {
            throw e.Under(shownName);
        }
    }

    /// <summary>Reads a text into an entry of the field, a map; the last of several.</summary>
    /// <exception cref="JsonShapeException">Key or text does not fit.</exception>
    public void SetEntry(IMessage message, string key, IEnumerable<string?> texts, string shownName)
    {
        try
        {
            if (!HasTextEntries(Leaf)) throw new JsonShapeException(Refusal());
            var (keys, values) = (Leaf.MessageType.FindFieldByNumber(1), Leaf.MessageType.FindFieldByNumber(2));
            ((IDictionary)Leaf.Accessor.GetValue(Owner(message)))[ScalarJson.Parse(key, keys)] = ScalarJson.Parse(texts.Last() ?? "", values);
        }
        catch (JsonShapeException e)
        {
            throw e.Under(shownName);
        }
    }

    /// <summary>Sets the field's value.</summary>
    public void SetValue(IMessage message, object value) => Leaf.Accessor.SetValue(Owner(message), value);

    private string Refusal() => Leaf switch
    {
        _ when HasTextEntries(Leaf) => $"is an object; give its entries one by one, as in {Leaf.Name}[key]",
        { FieldType: FieldType.Message, IsRepeated: false } when Leaf.MessageType.File.Package != "google.protobuf" =>
            $"is an object; give its fields one by one, as in {Leaf.Name}.{Leaf.MessageType.Fields.InDeclarationOrder().FirstOrDefault()?.Name}",
        _ => "has no form as text; it goes into a JSON body",
    };

    private IMessage Owner(IMessage message)
    {
        foreach (var field in _fields.AsSpan(0, _fields.Length - 1))
        {
            if (field.Accessor.GetValue(message) is not IMessage child)
            {
                child = field.MessageType.Parser.ParseFrom(ReadOnlySpan<byte>.Empty);
                field.Accessor.SetValue(message, child);
            }

            message = child;
        }

        return message;
    }
}
