using Fastchat.Contracts.Json.V1;
using Fastchat.Rpc.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fastchat.Rpc.Rest;

/// <summary>How the parts of a multipart body become messages of one type. A form field binds to the field of its name.</summary>
internal sealed class MultipartBinding
{
    private readonly MessageDescriptor _type;
    private readonly string _partName;
    private readonly FieldPath _data;
    private readonly FieldPath? _filename;
    private readonly FieldPath? _contentType;

    private MultipartBinding(MessageDescriptor type, FieldPath data)
    {
        _type = type;
        _data = data;
        _partName = data.Leaf.Shape().Part.Name;
        _filename = FieldPath.Find(type, f => Is(f, BinaryRole.Filename));
        _contentType = FieldPath.Find(type, f => Is(f, BinaryRole.ContentType));
    }

    /// <summary>The binding of a message type; null when none of its fields takes a part.</summary>
    public static MultipartBinding? For(MessageDescriptor type) =>
        FieldPath.Find(type, f => f.Shape().Part is { Name.Length: > 0, Role: BinaryRole.Unspecified }) is { } data ? new MultipartBinding(type, data) : null;

    /// <summary>Whether a part carries the bytes.</summary>
    public bool IsData(string partName) => partName == _partName;

    /// <summary>The message that announces the bytes.</summary>
    public IMessage Announce(string? filename, string? contentType)
    {
        var message = New();
        _filename?.SetValue(message, filename ?? "");
        if (contentType is not null) _contentType?.SetValue(message, contentType);
        return message;
    }

    /// <summary>A message that carries bytes.</summary>
    public IMessage Data(ReadOnlySpan<byte> bytes)
    {
        var message = New();
        _data.SetValue(message, ByteString.CopyFrom(bytes));
        return message;
    }

    /// <summary>A message that carries a form field; null when no field has that name. <c>a[b]</c> is <c>a.b</c>.</summary>
    /// <exception cref="JsonShapeException">The value does not fit.</exception>
    public IMessage? Field(string name, string value)
    {
        var path = name.Replace('[', '.').Replace("]", "", StringComparison.Ordinal);
        if (FieldPath.FindInside(_type, path) is not { IsClosed: false } field) return null;
        var message = New();
        field.Set(message, [value], name);
        return message;
    }

    private bool Is(FieldDescriptor field, BinaryRole role) => field.Shape().Part is { } part && part.Name == _partName && part.Role == role;

    private IMessage New() => _type.Parser.ParseFrom(ReadOnlySpan<byte>.Empty);
}
