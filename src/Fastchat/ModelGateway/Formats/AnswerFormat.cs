using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.ModelGateway.Formats;

/// <summary>What the answers to a request are held to: JSON, a schema, and the schemas of strict functions.</summary>
public sealed class AnswerFormat
{
    private const int MostDepth = 64;
    private static readonly JsonDocumentOptions Json = new() { MaxDepth = MostDepth, AllowDuplicateProperties = false };

    private readonly bool _isJson;
    private readonly SchemaNode? _schema;
    private readonly FrozenDictionary<string, SchemaNode> _functions;

    private AnswerFormat(bool isJson, SchemaNode? schema, Dictionary<string, SchemaNode> functions)
    {
        _isJson = isJson;
        _schema = schema;
        _functions = functions.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>What a request demands; null when it demands nothing.</summary>
    /// <exception cref="FastchatException">INVALID_VALUE: a schema is none, or asks for what is not supported; its path is named.</exception>
    public static AnswerFormat? Of(ChatCompletionParams parameters)
    {
        var format = parameters.ResponseFormat?.FormatCase ?? ResponseFormat.FormatOneofCase.None;
        var schema = format == ResponseFormat.FormatOneofCase.JsonSchema && parameters.ResponseFormat!.JsonSchema.JsonSchema?.Schema is { } stated
            ? Read(stated, "response_format.json_schema.schema")
            : null;
        var functions = new Dictionary<string, SchemaNode>(StringComparer.Ordinal);
        for (var i = 0; i < parameters.Tools.Count; i++)
        {
            if (parameters.Tools[i].Function?.Function is not { } function || !IsStrict(function)) continue;
            if (function.Fields.TryGetValue("parameters", out var accepted) && accepted.StructValue is { } members)
                functions[function.Fields.GetValueOrDefault("name")?.StringValue ?? ""] = Read(members, $"tools[{i}].function.parameters");
        }

        var isJson = format is ResponseFormat.FormatOneofCase.JsonObject or ResponseFormat.FormatOneofCase.JsonSchema;
        return isJson || functions.Count > 0 ? new AnswerFormat(isJson, schema, functions) : null;
    }

    /// <summary>Refuses a schema that is none.</summary>
    /// <exception cref="FastchatException">INVALID_VALUE with its path below the name that is given.</exception>
    public static void CheckSchema(Struct schema, string param) => Read(schema, param);

    /// <summary>What is wrong with a whole answer; null when it is in its format.</summary>
    internal SchemaFault? CheckText(string text)
    {
        if (!_isJson) return null;
        if (Parse(text, out var value) is { } fault) return fault;
        if (_schema is not null) return SchemaRun.Check(_schema, value);
        return value is JsonObject ? null : SchemaPlace.Root.Fault($"must be an object, but is of type {ValueRules.TypeOf(value)}");
    }

    /// <summary>What is wrong with the arguments of a call; null when they fit, or when the function is not strict.</summary>
    internal SchemaFault? CheckCall(string function, string arguments)
    {
        if (!_functions.TryGetValue(function, out var schema)) return null;
        return Parse(arguments, out var value) ?? SchemaRun.Check(schema, value);
    }

    private static SchemaNode Read(Struct schema, string param)
    {
        try
        {
            return SchemaReader.Read(ProtoNodes.Of(schema));
        }
        catch (SchemaException e)
        {
            throw FastchatException.InvalidValue(param + e.Path, $"{param}{e.Path} {e.Message}.");
        }
    }

    private static bool IsStrict(Struct function) => function.Fields.TryGetValue("strict", out var strict) && strict.BoolValue;

    private static SchemaFault? Parse(string text, out JsonNode? value)
    {
        try
        {
            value = JsonNode.Parse(text, nodeOptions: null, Json);
            return null;
        }
        catch (JsonException e)
        {
            value = null;
            return SchemaPlace.Root.Fault($"must be JSON, but is not at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}");
        }
    }
}
