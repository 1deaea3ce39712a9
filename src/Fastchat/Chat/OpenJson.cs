using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Chat;

/// <summary>Members of open JSON.</summary>
internal static class OpenJson
{
    /// <summary>A member that is text; null when it is not.</summary>
    public static string? Text(Struct? value, string name) =>
        value is not null && value.Fields.TryGetValue(name, out var member) && member.KindCase == Value.KindOneofCase.StringValue ? member.StringValue : null;

    /// <summary>A member that is an object; null when it is not.</summary>
    public static Struct? Object(Struct? value, string name) =>
        value is not null && value.Fields.TryGetValue(name, out var member) && member.KindCase == Value.KindOneofCase.StructValue ? member.StructValue : null;
}
