using Fastchat.Contracts.OpenAI.V1;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.ModelGateway.Tokens;

/// <summary>
/// What functions come to in a prompt. Their form there is not published; the figures are those of OpenAI's cookbook for gpt-4o,
/// which came out exact for its examples. Properties within properties are counted like those above them.
/// </summary>
internal static class ToolTokens
{
    private const int PerFunction = 7;
    private const int PerProperties = 3;
    private const int PerProperty = 3;
    private const int PerEnum = -3;
    private const int PerEnumValue = 3;
    private const int End = 12;
    private const int Deepest = 16;

    /// <summary>The tokens of all tools together.</summary>
    public static long Count(TokenEncoding encoding, IEnumerable<ChatTool> tools) =>
        End + tools.Sum(tool => tool.Function?.Function is { } function ? PerFunction + Line(encoding, Text(function, "name"), Text(function, "description")) + Properties(encoding, Member(function, "parameters"), 0) : 0);

    /// <summary>Never less than a tool's tokens.</summary>
    public static long AtMost(ChatTool tool) => End + PerFunction + PerProperties + (2L * tool.CalculateSize());

    private static long Properties(TokenEncoding encoding, Struct? schema, int depth)
    {
        if (depth == Deepest || schema is null || Member(schema, "properties") is not { Fields.Count: > 0 } properties) return 0;
        long tokens = PerProperties;
        foreach (var (name, value) in properties.Fields)
        {
            tokens += PerProperty;
            if (value.KindCase != Value.KindOneofCase.StructValue) continue;
            var property = value.StructValue;
            tokens += Line(encoding, $"{name}:{Text(property, "type")}", Text(property, "description"));
            tokens += Properties(encoding, property, depth + 1) + Properties(encoding, Member(property, "items"), depth + 1);
            if (!property.Fields.TryGetValue("enum", out var values) || values.KindCase != Value.KindOneofCase.ListValue) continue;
            tokens += PerEnum + values.ListValue.Values.Sum(v => (long)PerEnumValue + (v.KindCase == Value.KindOneofCase.StringValue ? encoding.Count(v.StringValue) : 1));
        }

        return tokens;
    }

    private static long Line(TokenEncoding encoding, string name, string description) => encoding.Count($"{name}:{description.TrimEnd('.')}");

    private static string Text(Struct value, string name) =>
        value.Fields.TryGetValue(name, out var member) && member.KindCase == Value.KindOneofCase.StringValue ? member.StringValue : "";

    private static Struct? Member(Struct value, string name) =>
        value.Fields.TryGetValue(name, out var member) && member.KindCase == Value.KindOneofCase.StructValue ? member.StructValue : null;
}
