using Fastchat.Chat.Context;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Chat.Responses;

/// <summary>The parameters of a response as those of a chat, which is what models are asked by.</summary>
internal static class ResponseParameters
{
    /// <summary>The parameters without file search and the server's tools, which are ours to do.</summary>
    public static ChatCompletionParams ToChat(ResponseParams request, IEnumerable<ChatMessage> messages)
    {
        var chat = new ChatCompletionParams { Model = request.Model, Messages = { messages }, Rest = request.Rest };
        if (request.HasTemperature) chat.Temperature = request.Temperature;
        if (request.HasTopP) chat.TopP = request.TopP;
        if (request.HasMaxOutputTokens) chat.MaxCompletionTokens = request.MaxOutputTokens;
        if (request.HasPresencePenalty) chat.PresencePenalty = request.PresencePenalty;
        if (request.HasFrequencyPenalty) chat.FrequencyPenalty = request.FrequencyPenalty;
        if (request.HasServiceTier) chat.ServiceTier = request.ServiceTier;
        if (request.HasSafetyIdentifier) chat.SafetyIdentifier = request.SafetyIdentifier;
        if (request.HasPromptCacheKey) chat.PromptCacheKey = request.PromptCacheKey;
        if (request.HasUser) chat.User = request.User;
        if (request.Reasoning is { } reasoning) chat.ReasoningEffort = reasoning.Effort;
        if (request.Text is { } text) chat.Verbosity = text.Verbosity;
        chat.ResponseFormat = Format(request.Text?.Format);
        if (request.HasTopLogprobs) chat.TopLogprobs = request.TopLogprobs;
        if (request.HasTopLogprobs || request.Include.Contains("message.output_text.logprobs")) chat.Logprobs = true;
        AddTools(request, chat);
        return chat;
    }

    /// <summary>What is to be searched; null for nothing.</summary>
    /// <exception cref="FastchatException">INVALID_VALUE.</exception>
    public static FileSearch? Search(ResponseParams request) => FileSearch.Of([.. request.Tools.Select(t => t.FileSearch)], ResponseTurn.TellsResults(request.Include));

    /// <summary>How the conversation is to be made short; null for not.</summary>
    public static CompactionWish? Compaction(ResponseParams request, bool isTrigger) => request.ContextManagement switch
    {
        _ when isTrigger => new CompactionWish(Above: null, IsAll: true),
        [var management] => new CompactionWish(management.HasCompactThreshold ? management.CompactThreshold : null, IsAll: false),
        _ => null,
    };

    private static void AddTools(ResponseParams request, ChatCompletionParams chat)
    {
        for (var i = 0; i < request.Tools.Count; i++)
        {
            if (request.Tools[i].ToolCase == ResponseTool.ToolOneofCase.None) throw FastchatException.MissingField($"tools[{i}].type");
        }

        chat.Tools.AddRange(request.Tools.Where(t => t.FileSearch is null && t.Mcp is null).Select(Tool));

        // What chooses among tools is for the model's own.
        if (request.Tools.All(t => t.FileSearch is not null)) return;
        chat.ToolChoice = Choice(request.ToolChoice);
        if (request.HasParallelToolCalls) chat.ParallelToolCalls = request.ParallelToolCalls;
    }

    private static ChatTool Tool(ResponseTool tool)
    {
        var members = new Struct();
        if (tool.Function is { } function)
        {
            members.Fields["name"] = Value.ForString(function.Name);
            if (function.HasDescription) members.Fields["description"] = Value.ForString(function.Description);
            if (function.Parameters is { } schema) members.Fields["parameters"] = Value.ForStruct(schema);
            if (function.HasStrict) members.Fields["strict"] = Value.ForBool(function.Strict);
            return new ChatTool { Function = new FunctionTool { Function = members } };
        }

        members.Fields["name"] = Value.ForString(tool.Custom.Name);
        if (tool.Custom.HasDescription) members.Fields["description"] = Value.ForString(tool.Custom.Description);
        if (tool.Custom.Format is { } format) members.Fields["format"] = Value.ForStruct(format);
        return new ChatTool { Custom = new CustomTool { Custom = members } };
    }

    // {"type": "function", "name"} is {"type": "function", "function": {"name"}} to models of chat, and likewise the others.
    private static Value? Choice(Value? choice)
    {
        if (choice is not { KindCase: Value.KindOneofCase.StructValue } || OpenJson.Text(choice.StructValue, "type") is not { } type) return choice;
        var inner = choice.StructValue.Clone();
        inner.Fields.Remove("type");

        // A tool of the server's is a function to the model; without a name any of them will do.
        if (type == "mcp")
        {
            if (OpenJson.Text(inner, "name") is null) return Value.ForString("required");
            inner.Fields.Remove("server_label");
            type = "function";
        }

        return Value.ForStruct(new Struct { Fields = { ["type"] = Value.ForString(type), [type] = Value.ForStruct(inner) } });
    }

    private static ResponseFormat? Format(TextFormatParam? format) => format?.FormatCase switch
    {
        TextFormatParam.FormatOneofCase.Text => new ResponseFormat { Text = format.Text },
        TextFormatParam.FormatOneofCase.JsonObject => new ResponseFormat { JsonObject = format.JsonObject },
        TextFormatParam.FormatOneofCase.JsonSchema => new ResponseFormat { JsonSchema = new JsonSchemaFormat { JsonSchema = format.JsonSchema } },
        _ => null,
    };
}
