using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fastchat.Rpc.Json;

/// <summary>
/// The member of a tagged union while it is read: its fields stand beside the tag, or in a property of their own; and where it has a
/// tagged union itself, that one's member is read from the same object.
/// </summary>
internal sealed class OpenUnion
{
    private readonly TaggedUnion _union;
    private readonly IMessage _owner;
    private readonly FieldDescriptor _field;
    private readonly IMessage _member;
    private readonly ObjectPlan? _plan;
    private readonly OpenUnion? _inner;

    /// <param name="union">The union.</param>
    /// <param name="owner">The message that has it.</param>
    /// <param name="json">Stands on the object.</param>
    /// <exception cref="JsonShapeException">The object does not say which member, or wrongly.</exception>
    public OpenUnion(TaggedUnion union, IMessage owner, Utf8JsonReader json)
    {
        _union = union;
        _owner = owner;
        _field = union.Find(json);
        _member = _field.MessageType.Parser.ParseFrom(ReadOnlySpan<byte>.Empty);
        _field.Accessor.SetValue(owner, _member);
        if (union.Content is not null) return;

        // Only a member whose fields stand beside the tag has to be an object.
        _plan = (ObjectPlan)JsonPlan.For(_field.MessageType);
        if (_plan.Tagged is { } inner) _inner = new OpenUnion(inner, _member, json);
    }

    /// <summary>The member that keeps what nobody knows; null when none does.</summary>
    public (ObjectPlan Plan, IMessage Member)? Keeper => _plan is { KeepsUnknown: true } ? (_plan, _member) : _inner?.Keeper;

    /// <summary>Reads a member of the object that belongs to the union.</summary>
    public bool TryRead(ref Utf8JsonReader json, string name, IgnoredMembers ignored)
    {
        if (name == _union.Discriminator) return true;
        if (_union.Content is not null && name == _union.Content)
        {
            ReadContent(ref json, name, ignored);
            return true;
        }

        return _plan is not null && (_plan.TryReadMember(ref json, _member, name, ignored) || _inner?.TryRead(ref json, name, ignored) == true);
    }

    private void ReadContent(ref Utf8JsonReader json, string name, IgnoredMembers ignored)
    {
        try
        {
            _field.Accessor.SetValue(_owner, JsonPlan.For(_field.MessageType).Read(ref json, ignored));
        }
        catch (JsonShapeException e)
        {
            throw e.Under(name);
        }
    }
}
