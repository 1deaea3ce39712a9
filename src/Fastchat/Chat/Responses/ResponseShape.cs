using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Contracts.Type.V1;
using Fastchat.Foundation;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Chat.Responses;

/// <summary>A response as callers see it, at its beginning and at its end.</summary>
internal static class ResponseShape
{
    /// <summary>The response before anything of it is made.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="id">Its id.</param>
    /// <param name="createdAt">When it was asked for.</param>
    public static Response Begun(ResponseParams request, string id, DateTimeOffset createdAt)
    {
        var response = new Response
        {
            Id = id,
            Object = "response",
            CreatedAt = createdAt.ToUnixTimeSeconds(),
            Status = ResponseRules.IsBackground(request) ? "queued" : "in_progress",
            Model = request.Model,
            Tools = { request.Tools },
            ToolChoice = request.ToolChoice ?? Value.ForString("auto"),
            ParallelToolCalls = !request.HasParallelToolCalls || request.ParallelToolCalls,
            Reasoning = request.Reasoning,
            Text = request.Text?.Clone() ?? new TextParams(),
            Temperature = request.HasTemperature ? request.Temperature : 1,
            TopP = request.HasTopP ? request.TopP : 1,
            PresencePenalty = request.PresencePenalty,
            FrequencyPenalty = request.FrequencyPenalty,
            TopLogprobs = request.TopLogprobs,
            Truncation = request.HasTruncation ? request.Truncation : "disabled",
            Store = ResponseRules.IsStored(request),
            Background = ResponseRules.IsBackground(request),
            ServiceTier = request.HasServiceTier && request.ServiceTier != "auto" ? request.ServiceTier : "default",
        };
        response.Text.Format ??= new TextFormatParam { Text = new TextFormat() };
        response.Metadata.Add(request.Metadata);
        if (request.HasInstructions) response.Instructions = request.Instructions;
        if (request.HasPreviousResponseId) response.PreviousResponseId = request.PreviousResponseId;
        if (ConversationOf(request) is { } conversation) response.Conversation = new ConversationId { Id = conversation };
        if (request.HasMaxOutputTokens) response.MaxOutputTokens = request.MaxOutputTokens;
        if (request.HasMaxToolCalls) response.MaxToolCalls = request.MaxToolCalls;
        if (request.HasSafetyIdentifier) response.SafetyIdentifier = request.SafetyIdentifier;
        if (request.HasPromptCacheKey) response.PromptCacheKey = request.PromptCacheKey;
        return response;
    }

    /// <summary>The conversation that a request names; null for none.</summary>
    public static string? ConversationOf(ResponseParams request) => request.Conversation?.ValueCase switch
    {
        ConversationReference.ValueOneofCase.Id => request.Conversation.Id,
        ConversationReference.ValueOneofCase.Object => request.Conversation.Object.Id,
        _ => null,
    };

    /// <summary>Ends a response with the answer.</summary>
    public static void Complete(Response response, Completion completion, DateTimeOffset endedAt)
    {
        response.Model = completion.Model.Length > 0 ? completion.Model : response.Model;
        response.Usage = Usage(completion.Usage);
        if (Shortened(completion) is { } reason)
        {
            response.Status = "incomplete";
            response.IncompleteDetails = new IncompleteDetails { Reason = reason };
            return;
        }

        response.Status = "completed";
        response.CompletedAt = endedAt.ToUnixTimeSeconds();
    }

    /// <summary>Ends a response that failed or was cancelled.</summary>
    public static void Fail(Response response, ErrorEvent error)
    {
        response.Status = error.Code == ErrorTable.Code(Contracts.Errors.V1.ErrorReason.Cancelled) ? "cancelled" : "failed";
        if (response.Status == "failed") response.Error = new ResponseError { Code = error.Code, Message = error.Message };
    }

    /// <summary>The items of an answer's output.</summary>
    public static IEnumerable<ResponseItem> Items(Completion completion, string responseId, bool tellsResults)
    {
        var index = 0;
        if (completion.Search is { } search) yield return Search(Id(Ids.FileSearchCall), "completed", search, tellsResults);
        if (completion.Text.Length > 0 || completion.HasRefusal || completion.ToolCalls.Count == 0)
        {
            var parts = new List<ItemContent>();
            if (completion.Text.Length > 0 || !completion.HasRefusal) parts.Add(Text(completion.Text, completion.Citations.Select(Completions.Annotations.Of), completion.Logprobs));
            if (completion.HasRefusal) parts.Add(Refusal(completion.Refusal));
            yield return Message(Id(Ids.Message), StatusOf(completion), parts);
        }

        foreach (var call in completion.ToolCalls)
            yield return Call(Id(call.Custom ? Ids.CustomToolCall : Ids.FunctionCall), "completed", call);

        string Id(string prefix) => ResponseIds.Output(responseId, prefix, index++);
    }

    /// <summary>How far the message of an answer has got.</summary>
    public static string StatusOf(Completion completion) => Shortened(completion) is null && completion.FinishReason != AnswerBuilder.Cut ? "completed" : "incomplete";

    public static ResponseItem Message(string id, string status, IEnumerable<ItemContent> parts) => new()
    {
        Message = new MessageItem { Id = id, Status = status, Role = "assistant", Parts = new ItemContentList { Parts = { parts } } },
    };

    public static ItemContent Text(string text, IEnumerable<Annotation> annotations, IEnumerable<Struct> logprobs) =>
        new() { OutputText = new OutputText { Text = text, Annotations = { annotations }, Logprobs = { logprobs } } };

    public static ItemContent Refusal(string refusal) => new() { Refusal = new OutputRefusal { Refusal = refusal } };

    public static ResponseItem Call(string id, string status, RequestedCall call) => call.Custom
        ? new ResponseItem { CustomToolCall = new CustomToolCallItem { Id = id, Status = status, CallId = call.CallId, Name = call.Name, Input = call.Arguments } }
        : new ResponseItem { FunctionCall = new FunctionCallItem { Id = id, Status = status, CallId = call.CallId, Name = call.Name, Arguments = call.Arguments } };

    public static ResponseItem Search(string id, string status, SearchReport search, bool tellsResults) => new()
    {
        FileSearchCall = new FileSearchCallItem
        {
            Id = id,
            Status = status,
            Queries = { search.Queries },
            Results = tellsResults ? new FileSearchResults { Results = { search.Hits.Select(h => new FileSearchResult { FileId = h.FileId, Filename = h.Filename, Score = h.Score, Text = h.Text }) } } : null,
        },
    };

    private static string? Shortened(Completion completion) => completion.FinishReason switch
    {
        "length" => "max_output_tokens",
        "content_filter" => "content_filter",
        _ => null,
    };

    private static ResponseUsage Usage(TokenUsage usage) => new()
    {
        InputTokens = usage.PromptTokens,
        InputTokensDetails = new InputTokensDetails { CachedTokens = usage.CachedPromptTokens },
        OutputTokens = usage.CompletionTokens,
        OutputTokensDetails = new OutputTokensDetails { ReasoningTokens = usage.ReasoningTokens },
        TotalTokens = usage.TotalTokens,
    };
}
