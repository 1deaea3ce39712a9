using Google.Protobuf.Reflection;

namespace Fastchat.Rpc.Reflection;

/// <summary>What a proto file declares.</summary>
internal static class DescriptorSymbols
{
    /// <summary>The full names of all that has one.</summary>
    public static IEnumerable<string> Of(FileDescriptor file)
    {
        var messages = Messages(file).ToList();
        return file.Services.SelectMany(s => s.Methods.Select(m => m.FullName).Prepend(s.FullName))
            .Concat(messages.SelectMany(Of))
            .Concat(file.EnumTypes.Concat(messages.SelectMany(m => m.EnumTypes)).SelectMany(Of))
            .Concat(Extensions(file).Select(e => e.FullName));
    }

    /// <summary>All messages, nested ones too.</summary>
    public static IEnumerable<MessageDescriptor> Messages(FileDescriptor file) => file.MessageTypes.SelectMany(WithNested);

    /// <summary>All extensions, those declared inside messages too.</summary>
    public static IEnumerable<FieldDescriptor> Extensions(FileDescriptor file) =>
        file.Extensions.UnorderedExtensions.Concat(Messages(file).SelectMany(m => m.Extensions.UnorderedExtensions));

    private static IEnumerable<MessageDescriptor> WithNested(MessageDescriptor message) => message.NestedTypes.SelectMany(WithNested).Prepend(message);

    private static IEnumerable<string> Of(MessageDescriptor message) =>
        [message.FullName, .. message.Fields.InDeclarationOrder().Select(f => f.FullName), .. message.Oneofs.Select(o => o.FullName)];

    // Protobuf's rule, unlike C#'s: a value is a sibling of its enum.
    private static IEnumerable<string> Of(EnumDescriptor type)
    {
        var scope = type.FullName[..^type.Name.Length];
        return type.Values.Select(v => scope + v.Name).Prepend(type.FullName);
    }
}
