using System.Text;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Chat.Responses;

/// <summary>What a request for a response may hold beyond what every chat request may: see <see cref="ChatRules"/>.</summary>
internal static class ResponseRules
{
    private const int MostItems = 1000;
    private const int LeastTokens = 16;
    private const int LeastThreshold = 1000;
    private const int MostCompaction = 20 * 1024 * 1024;
    private const int MostInstructions = 1024 * 1024;
    private static readonly string[] Roles = ["user", "assistant", "system", "developer"];
    private static readonly string[] Includes =
    [
        "file_search_call.results", "web_search_call.results", "web_search_call.action.sources", "message.input_image.image_url", "computer_call_output.output.image_url",
        "code_interpreter_call.outputs", "reasoning.encrypted_content", "message.output_text.logprobs",
    ];

    /// <exception cref="FastchatException">MISSING_FIELD or INVALID_VALUE.</exception>
    public static void Check(ResponseParams request)
    {
        if (request.Prompt is not null) throw FastchatException.InvalidValue("prompt", "prompt must be absent: no prompts are stored here; send the words in input and instructions.");
        if (request is { HasPreviousResponseId: true, Conversation: not null }) throw FastchatException.InvalidValue("previous_response_id", "previous_response_id must be absent beside conversation.");
        if (request.HasMaxOutputTokens && request.MaxOutputTokens < LeastTokens) throw FastchatException.InvalidValue("max_output_tokens", $"max_output_tokens must be at least {LeastTokens}, but is {request.MaxOutputTokens}.");
        if (request is { HasMaxToolCalls: true, MaxToolCalls: < 1 }) throw FastchatException.InvalidValue("max_tool_calls", $"max_tool_calls must be at least 1, but is {request.MaxToolCalls}.");
        if (request.HasTruncation && request.Truncation is not ("auto" or "disabled")) throw FastchatException.InvalidValue("truncation", $"truncation must be auto or disabled, but is '{request.Truncation}'.");
        if (request is { HasTopLogprobs: true, TopLogprobs: < 0 or > 20 }) throw FastchatException.InvalidValue("top_logprobs", $"top_logprobs must be 0 to 20, but is {request.TopLogprobs}.");
        if (Encoding.UTF8.GetByteCount(request.Instructions) > MostInstructions) throw FastchatException.InvalidValue("instructions", $"instructions must have at most {MostInstructions} bytes in UTF-8.");
        if (!IsStored(request) && IsBackground(request)) throw FastchatException.InvalidValue("background", "background must be absent or false beside \"store\": false, for nobody could read the response.");
        if (!IsStored(request) && request.RequestId.Length > 0) throw FastchatException.InvalidValue("request_id", "request_id must be absent beside \"store\": false, for there is no response to answer a repeated request with.");
        Check(request.Include);
        Check(request.ContextManagement);
        Notes.Check("metadata", request.Metadata);
        if (request.Input is not null) Check(request.Input);
        else if (!request.HasPreviousResponseId && request.Conversation is null) throw FastchatException.MissingField("input");
    }

    /// <summary>Whether a response is stored: unless the request says otherwise.</summary>
    public static bool IsStored(ResponseParams request) => !request.HasStore || request.Store;

    /// <summary>Whether a response is made in the background.</summary>
    public static bool IsBackground(ResponseParams request) => request is { HasBackground: true, Background: true };

    /// <exception cref="FastchatException">INVALID_VALUE.</exception>
    public static void Check(IEnumerable<string> include)
    {
        if (include.FirstOrDefault(i => !Includes.Contains(i)) is { } unknown)
            throw FastchatException.InvalidValue("include", $"include must hold only {string.Join(", ", Includes)}, but has '{unknown}'.");
    }

    private static void Check(ResponseInput input)
    {
        if (input.Items is not { } items) return;
        if (items.Items.Count is 0 or > MostItems) throw FastchatException.InvalidValue("input", $"input must have 1 to {MostItems} items, but has {items.Items.Count}.");
        for (var i = 0; i < items.Items.Count; i++)
        {
            Check(items.Items[i], $"input[{i}]");
            if (items.Items[i].CompactionTrigger is not null && i < items.Items.Count - 1)
                throw FastchatException.InvalidValue($"input[{i}].type", $"input[{i}].type must be another: a compaction_trigger is the last item of its input.");
        }
    }

    private static void Check(IReadOnlyList<ContextManagement> managements)
    {
        if (managements.Count > 1) throw FastchatException.InvalidValue("context_management", $"context_management must have at most 1 entry, but has {managements.Count}.");
        if (managements is not [var management]) return;
        if (management.HasCompactThreshold && management.CompactThreshold < LeastThreshold)
            throw FastchatException.InvalidValue("context_management[0].compact_threshold", $"context_management[0].compact_threshold must be at least {LeastThreshold}, but is {management.CompactThreshold}.");
        Required(management.Type, "context_management[0].type");
        if (management.Type != "compaction") throw FastchatException.InvalidValue("context_management[0].type", $"context_management[0].type must be compaction, but is '{management.Type}'.");
    }

    /// <param name="item">An item of the caller's.</param>
    /// <param name="param">What the caller calls it, for errors.</param>
    /// <exception cref="FastchatException">MISSING_FIELD or INVALID_VALUE.</exception>
    public static void Check(ResponseItem item, string param)
    {
        switch (item.ItemCase)
        {
            case ResponseItem.ItemOneofCase.Message:
                CheckMessage(item.Message, param);
                break;
            case ResponseItem.ItemOneofCase.FunctionCall:
                Required(item.FunctionCall.CallId, $"{param}.call_id");
                Required(item.FunctionCall.Name, $"{param}.name");
                break;
            case ResponseItem.ItemOneofCase.CustomToolCall:
                Required(item.CustomToolCall.CallId, $"{param}.call_id");
                Required(item.CustomToolCall.Name, $"{param}.name");
                break;
            case ResponseItem.ItemOneofCase.McpCall:
                Required(item.McpCall.Name, $"{param}.name");
                break;
            case ResponseItem.ItemOneofCase.FunctionCallOutput:
                Required(item.FunctionCallOutput.CallId, $"{param}.call_id");
                if (item.FunctionCallOutput.OutputCase == FunctionCallOutputItem.OutputOneofCase.None) throw FastchatException.MissingField($"{param}.output");
                CheckOutput(item.FunctionCallOutput.Parts, param);
                break;
            case ResponseItem.ItemOneofCase.CustomToolCallOutput:
                Required(item.CustomToolCallOutput.CallId, $"{param}.call_id");
                if (item.CustomToolCallOutput.OutputCase == CustomToolCallOutputItem.OutputOneofCase.None) throw FastchatException.MissingField($"{param}.output");
                CheckOutput(item.CustomToolCallOutput.Parts, param);
                break;
            case ResponseItem.ItemOneofCase.ItemReference:
                Required(item.ItemReference.Id, $"{param}.id");
                break;
            case ResponseItem.ItemOneofCase.Compaction:
                Required(item.Compaction.EncryptedContent, $"{param}.encrypted_content");
                if (item.Compaction.EncryptedContent.Length > MostCompaction) throw FastchatException.InvalidValue($"{param}.encrypted_content", $"{param}.encrypted_content must have at most {MostCompaction} characters.");
                break;
        }
    }

    private static void CheckMessage(MessageItem message, string param)
    {
        Required(message.Role, $"{param}.role");
        if (!Roles.Contains(message.Role)) throw FastchatException.InvalidValue($"{param}.role", $"{param}.role must be one of {string.Join(", ", Roles)}, but is '{message.Role}'.");
        if (message.ContentCase == MessageItem.ContentOneofCase.None) throw FastchatException.MissingField($"{param}.content");
        for (var i = 0; i < message.Parts?.Parts.Count; i++) Check(message.Parts.Parts[i], $"{param}.content[{i}]");
    }

    private static void Check(ItemContent part, string param)
    {
        switch (part.ContentCase)
        {
            case ItemContent.ContentOneofCase.InputImage when part.InputImage.HasFileId:
                throw FastchatException.InvalidValue($"{param}.file_id", $"{param}.file_id must be absent: pictures go in by image_url, an address or a data URL.");
            case ItemContent.ContentOneofCase.InputImage:
                Required(part.InputImage.ImageUrl, $"{param}.image_url");
                break;
            case ItemContent.ContentOneofCase.InputFile when part.InputFile.HasFileUrl:
                throw FastchatException.InvalidValue($"{param}.file_url", $"{param}.file_url must be absent: nothing is fetched here; upload the file and name its file_id, or send file_data.");
            case ItemContent.ContentOneofCase.InputFile when !part.InputFile.HasFileId:
                Required(part.InputFile.FileData, $"{param}.file_data");
                break;
        }
    }

    private static void CheckOutput(ItemContentList? parts, string param)
    {
        for (var i = 0; i < parts?.Parts.Count; i++)
        {
            if (parts.Parts[i].ContentCase != ItemContent.ContentOneofCase.InputText)
                throw FastchatException.InvalidValue($"{param}.output[{i}].type", $"{param}.output[{i}].type must be input_text: what tools answer is text.");
        }
    }

    private static void Required(string value, string param)
    {
        if (value.Length == 0) throw FastchatException.MissingField(param);
    }
}
