using Fastchat.Contracts.Json.V1;
using Google.Protobuf.Reflection;

namespace Fastchat.Rpc.Json;

/// <summary>The options that shape JSON, read from descriptors; absent options are the defaults.</summary>
internal static class Shapes
{
    private static readonly MessageShape NoMessage = new();
    private static readonly FieldShape NoField = new();
    private static readonly OneofShape NoOneof = new();

    public static MessageShape Shape(this MessageDescriptor message) => message.GetOptions()?.GetExtension(JsonExtensions.Message) ?? NoMessage;

    public static FieldShape Shape(this FieldDescriptor field) => field.GetOptions()?.GetExtension(JsonExtensions.Field) ?? NoField;

    public static OneofShape Shape(this OneofDescriptor oneof) => oneof.GetOptions()?.GetExtension(JsonExtensions.Oneof) ?? NoOneof;

    public static StreamShape? Shape(this MethodDescriptor method) => method.GetOptions()?.GetExtension(JsonExtensions.Stream);

    public static int SuccessStatus(this MethodDescriptor method) => method.GetOptions()?.GetExtension(JsonExtensions.SuccessStatus) is > 0 and var status ? status : 200;

    public static string StripPrefix(this EnumDescriptor @enum) => @enum.GetOptions()?.GetExtension(JsonExtensions.StripPrefix) ?? "";

    /// <summary>The value of a union's discriminator that stands for a member.</summary>
    public static string Tag(this FieldDescriptor member) => member.Shape().Tag is { Length: > 0 } tag ? tag : member.Name;

    /// <summary>Whether a field is a wrapper such as google.protobuf.Int32Value: in C# a value that may be null, in JSON that value.</summary>
    public static bool IsWrapper(this FieldDescriptor field) =>
        field.FieldType == FieldType.Message && field.MessageType.File.Name == "google/protobuf/wrappers.proto";

    /// <summary>Whether a field carries bytes of a part or raw body and so never appears in JSON.</summary>
    public static bool IsBinary(this FieldDescriptor field) => field.Shape().Part is not null;
}
