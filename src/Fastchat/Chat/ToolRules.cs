using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Chat;

/// <summary>What the tools of a chat request may be, and which of them may be chosen.</summary>
internal static class ToolRules
{
    private const int MostTools = 128;

    private static readonly string[] Choices = ["none", "auto", "required"];

    /// <exception cref="FastchatException">MISSING_FIELD or INVALID_VALUE.</exception>
    public static void Check(ChatCompletionParams parameters)
    {
        if (parameters.Tools.Count > MostTools) throw FastchatException.InvalidValue("tools", $"tools must have at most {MostTools} entries, but has {parameters.Tools.Count}.");
        for (var i = 0; i < parameters.Tools.Count; i++) Check(parameters.Tools[i], $"tools[{i}]");
        CheckFunctions(parameters);
        if (parameters.ToolChoice is { KindCase: not (Value.KindOneofCase.None or Value.KindOneofCase.NullValue) } choice) CheckChoice(choice, parameters);
    }

    private static void Check(ChatTool tool, string param)
    {
        switch (tool.ToolCase)
        {
            case ChatTool.ToolOneofCase.None:
                throw FastchatException.MissingField($"{param}.type");
            case ChatTool.ToolOneofCase.Function:
                CheckFunction(tool.Function.Function, $"{param}.function");
                break;
            case ChatTool.ToolOneofCase.Custom:
                CheckName(tool.Custom.Custom, $"{param}.custom");
                break;
            case ChatTool.ToolOneofCase.ServerTool when tool.ServerTool.Name.Length == 0:
                throw FastchatException.MissingField($"{param}.name");
        }
    }

    private static void CheckFunctions(ChatCompletionParams parameters)
    {
        var functions = parameters.Functions;
        if (functions.Count > MostTools) throw FastchatException.InvalidValue("functions", $"functions must have at most {MostTools} entries, but has {functions.Count}.");
        if (functions.Count > 0 && parameters.Tools.Count > 0) throw FastchatException.InvalidValue("functions", "functions must be absent when there are tools.");
        for (var i = 0; i < functions.Count; i++) CheckFunction(functions[i], $"functions[{i}]");
        if (parameters.FunctionCall is not { KindCase: not (Value.KindOneofCase.None or Value.KindOneofCase.NullValue) } call) return;
        if (functions.Count == 0) throw FastchatException.InvalidValue("function_call", "function_call must be absent without functions.");
        if (call.KindCase == Value.KindOneofCase.StringValue && call.StringValue is "none" or "auto") return;
        if (call.KindCase != Value.KindOneofCase.StructValue || OpenJson.Text(call.StructValue, "name") is not { } name)
            throw FastchatException.InvalidValue("function_call", "function_call must be \"none\", \"auto\" or {\"name\": ...}.");
        if (functions.All(f => OpenJson.Text(f, "name") != name)) throw FastchatException.InvalidValue("function_call.name", $"function_call.name must be one of the functions, but there is no '{name}'.");
    }

    private static void CheckFunction(Struct? function, string param)
    {
        CheckName(function, param);
        foreach (var (name, kind, words) in ((string, Value.KindOneofCase, string)[])
        [
            ("description", Value.KindOneofCase.StringValue, "text"), ("parameters", Value.KindOneofCase.StructValue, "an object"), ("strict", Value.KindOneofCase.BoolValue, "true or false"),
        ])
        {
            if (function!.Fields.TryGetValue(name, out var value) && value.KindCase != kind && value.KindCase != Value.KindOneofCase.NullValue)
                throw FastchatException.InvalidValue($"{param}.{name}", $"{param}.{name} must be {words}.");
        }
    }

    private static void CheckName(Struct? tool, string param)
    {
        if (tool is null) throw FastchatException.MissingField(param);
        if (!tool.Fields.ContainsKey("name")) throw FastchatException.MissingField($"{param}.name");
        if (OpenJson.Text(tool, "name") is not { } name || !ParameterRules.Name.IsMatch(name))
            throw FastchatException.InvalidValue($"{param}.name", $"{param}.name must be 1 to 64 of a-z, A-Z, 0-9, _ and -.");
    }

    private static void CheckChoice(Value choice, ChatCompletionParams parameters)
    {
        if (choice.KindCase == Value.KindOneofCase.StringValue)
        {
            if (!Choices.Contains(choice.StringValue)) throw Wrong();
            if (choice.StringValue == "required" && parameters.Tools.Count == 0) throw FastchatException.InvalidValue("tool_choice", "tool_choice must be absent without tools.");
            return;
        }

        if (choice.KindCase != Value.KindOneofCase.StructValue) throw Wrong();
        var type = OpenJson.Text(choice.StructValue, "type");
        if (type == "allowed_tools" && OpenJson.Object(choice.StructValue, "allowed_tools") is { } allowed && OpenJson.Text(allowed, "mode") is "auto" or "required") return;
        if (type is not ("function" or "custom") || OpenJson.Object(choice.StructValue, type) is not { } named || OpenJson.Text(named, "name") is not { } name) throw Wrong();
        if (!parameters.Tools.Any(t => OpenJson.Text(type == "function" ? t.Function?.Function : t.Custom?.Custom, "name") == name || (type == "function" && t.ServerTool?.Name == name)))
            throw FastchatException.InvalidValue($"tool_choice.{type}.name", $"tool_choice.{type}.name must be one of the tools, but there is no '{name}'.");
    }

    private static FastchatException Wrong() => FastchatException.InvalidValue(
        "tool_choice", "tool_choice must be \"none\", \"auto\", \"required\", {\"type\": \"function\", \"function\": {\"name\": ...}}, the same with \"custom\", or {\"type\": \"allowed_tools\", \"allowed_tools\": {\"mode\": ..., \"tools\": ...}}.");
}
