using System.Text.Json;
using System.Text.Json.Nodes;
using Fastchat.ModelGateway.Formats;

namespace Fastchat.Tools;

/// <summary>A tool with its schema read.</summary>
public sealed class RegisteredTool
{
    private const int MostDepth = 64;
    private static readonly JsonDocumentOptions Json = new() { MaxDepth = MostDepth, AllowDuplicateProperties = false };

    private readonly SchemaNode _schema;

    /// <exception cref="FormatException">Its parameters are no schema.</exception>
    internal RegisteredTool(ITool tool)
    {
        Tool = tool;
        try
        {
            _schema = SchemaReader.Read(ProtoNodes.Of(tool.Parameters));
        }
        catch (SchemaException e)
        {
            throw new FormatException($"parameters{e.Path} {e.Message}.", e);
        }
    }

    /// <summary>The tool.</summary>
    public ITool Tool { get; }

    /// <summary>Its name.</summary>
    public string Name => Tool.Name;

    /// <summary>The arguments that a model gave.</summary>
    /// <param name="text">JSON text; empty for none.</param>
    /// <param name="problem">What is wrong with them.</param>
    /// <returns>Null when they are not what the schema says.</returns>
    internal JsonObject? Read(string text, out string problem)
    {
        problem = "";
        try
        {
            var value = text.Trim().Length == 0 ? new JsonObject() : JsonNode.Parse(text, nodeOptions: null, Json);
            if (SchemaRun.Check(_schema, value) is { } fault) problem = $"{fault.Path} {fault.Problem}.";
            else if (value is JsonObject members) return members;
            else problem = "$ must be an object.";
        }
        catch (JsonException e)
        {
            problem = $"$ must be JSON, but is not at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.";
        }

        return null;
    }
}
