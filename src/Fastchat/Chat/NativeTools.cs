using Fastchat.Chat.Rounds;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway.Formats;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Fastchat.Chat;

/// <summary>The tools of a native request beside file search: the caller's functions, and those of the server.</summary>
internal static class NativeTools
{
    /// <summary>A turn with the request's tools.</summary>
    /// <exception cref="FastchatException">MISSING_FIELD, INVALID_VALUE or TOOL_NOT_FOUND.</exception>
    public static async ValueTask<TurnRequest> AddAsync(ChatRequest request, TurnRequest turn, TurnTools tools, ServerCallContext context)
    {
        if (request is { HasMaxToolCalls: true, MaxToolCalls: < 1 }) throw FastchatException.InvalidValue("max_tool_calls", $"max_tool_calls must be at least 1, but is {request.MaxToolCalls}.");
        var named = new List<(string, string)>();
        var functions = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < request.Tools.Count; i++)
        {
            if (request.Tools[i].ServerTool is { } server) named.Add((server.Name, $"tools[{i}].name"));
            if (request.Tools[i].Function is not { } function) continue;
            turn.Parameters.Tools.Add(ToChat(function, $"tools[{i}]"));
            if (!functions.Add(function.Name)) throw FastchatException.InvalidValue($"tools[{i}].name", $"tools must have different names, but two are '{function.Name}'.");
        }

        if (named.Count > 0) turn = await tools.OfferAsync(turn, named, context);
        Choose(request, turn.Parameters);
        return turn with { MaxToolCalls = request.HasMaxToolCalls ? request.MaxToolCalls : null };
    }

    private static ChatTool ToChat(Function function, string param)
    {
        if (function.Name.Length == 0) throw FastchatException.MissingField($"{param}.name");
        if (!ParameterRules.Name.IsMatch(function.Name)) throw FastchatException.InvalidValue($"{param}.name", $"{param}.name must be 1 to 64 of a-z, A-Z, 0-9, _ and -.");
        if (function.Parameters is not null) AnswerFormat.CheckSchema(function.Parameters, $"{param}.parameters");
        var members = new Struct { Fields = { ["name"] = Value.ForString(function.Name) } };
        if (function.Description.Length > 0) members.Fields["description"] = Value.ForString(function.Description);
        if (function.Parameters is not null) members.Fields["parameters"] = Value.ForStruct(function.Parameters);
        if (function.Strict) members.Fields["strict"] = Value.ForBool(true);
        return new ChatTool { Function = new FunctionTool { Function = members } };
    }

    private static void Choose(ChatRequest request, ChatCompletionParams parameters)
    {
        // What chooses among tools is for those that the model calls itself.
        if (parameters.Tools.Count == 0)
        {
            if (request.ToolChoice is not ("" or "auto" or "none")) throw FastchatException.InvalidValue("tool_choice", "tool_choice must be absent without tools that the model calls.");
            return;
        }

        if (request.HasParallelToolCalls) parameters.ParallelToolCalls = request.ParallelToolCalls;
        if (request.ToolChoice.Length == 0) return;
        if (request.ToolChoice is "auto" or "none" or "required")
        {
            parameters.ToolChoice = Value.ForString(request.ToolChoice);
            return;
        }

        if (parameters.Tools.All(t => OpenJson.Text(t.Function?.Function, "name") != request.ToolChoice))
            throw FastchatException.InvalidValue("tool_choice", "tool_choice must be \"auto\", \"none\", \"required\" or the name of one of the tools.");
        var function = new Struct { Fields = { ["name"] = Value.ForString(request.ToolChoice) } };
        parameters.ToolChoice = Value.ForStruct(new Struct { Fields = { ["type"] = Value.ForString("function"), ["function"] = Value.ForStruct(function) } });
    }
}
