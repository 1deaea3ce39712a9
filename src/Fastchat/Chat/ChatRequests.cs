using Fastchat.Chat.Conversations;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Contracts.Type.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Tenants;
using Fastchat.ModelGateway.Formats;
using Fastchat.Runs;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Chat;

/// <summary>Native requests, read and checked.</summary>
internal static class ChatRequests
{
    private const int MostTools = 16;

    /// <summary>The turn that a request asks for.</summary>
    /// <exception cref="FastchatException">INVALID_VALUE.</exception>
    public static TurnRequest ToTurn(TenantId tenant, ChatRequest request, TenantSettings settings)
    {
        var parameters = new ChatCompletionParams { Model = request.Model.Length > 0 ? request.Model : settings.Model };
        if (request.HasTemperature) parameters.Temperature = request.Temperature;
        if (request.HasMaxTokens) parameters.MaxTokens = request.MaxTokens;
        if (!System.Enum.IsDefined(request.OnDisconnect)) throw FastchatException.InvalidValue("on_disconnect", "on_disconnect must be cancel or continue.");
        if (!System.Enum.IsDefined(request.Durability)) throw FastchatException.InvalidValue("durability", "durability must be none, async or sync.");
        if (!System.Enum.IsDefined(request.OnFailure)) throw FastchatException.InvalidValue("on_failure", "on_failure must be error, switch_keep or switch_discard.");
        if (request.HasOnFailure) parameters.StreamOptions = new StreamOptions { OnFailure = request.OnFailure };
        if (request.HasTopP) parameters.TopP = request.TopP;
        if (request.HasSeed) parameters.Seed = request.Seed;
        if (request.Stop.Count > 0) parameters.Stop = new StopSequences { Many = new StringList { Values = { request.Stop } } };
        if (request.ReasoningEffort.Length > 0) parameters.ReasoningEffort = Effort(request.ReasoningEffort);
        if (request.JsonSchema is { } schema) parameters.ResponseFormat = Format(schema);
        parameters.Messages.AddRange(request.Messages.Select(NativeMessages.ToChat));
        if (request.Tools.Count > MostTools) throw FastchatException.InvalidValue("tools", $"tools must have at most {MostTools} entries, but has {request.Tools.Count}.");
        var searches = request.Tools.Where(t => t.FileSearch is not null).Select(t => t.FileSearch).ToList();
        if (searches.Count > 1) throw FastchatException.InvalidValue("tools", "tools may hold one file_search; name all stores in it.");
        return new TurnRequest
        {
            Tenant = tenant,
            Parameters = parameters,
            Trims = true,
            KeepsNothing = request.Durability == Durability.None,
            Durability = request.Durability == Durability.Unspecified ? Durability.Async : request.Durability,
            FileSearch = searches is [var search]
                ? new FileSearch(
                    search.VectorStoreIds, search.HasMaxNumResults ? search.MaxNumResults : null, search.HasScoreThreshold ? search.ScoreThreshold : null,
                    $"tools[{request.Tools.TakeWhile(t => t.FileSearch is null).Count()}].vector_store_ids")
                : null,
        };
    }

    /// <summary>A question that came by its address, as the request that it is short for.</summary>
    /// <exception cref="FastchatException">MISSING_FIELD or INVALID_VALUE.</exception>
    public static ChatRequest Of(StreamChatRequest question)
    {
        if (question.Message.Length == 0) throw FastchatException.MissingField("message");
        if (question.AfterSequence > long.MaxValue) throw FastchatException.InvalidValue("after_sequence", $"after_sequence must be at most {long.MaxValue}.");
        if (question is { AfterSequence: > 0, RequestId.Length: 0 })
            throw FastchatException.InvalidValue("after_sequence", "after_sequence, or the header Last-Event-ID, must be absent without request_id: nothing says which run to go on with.");
        var request = new ChatRequest
        {
            Messages = { new Message { Role = Role.User, Text = question.Message } },
            Model = question.Model,
            ThreadId = question.ThreadId,
            NewThread = question.NewThread,
            RequestId = question.RequestId,
        };
        if (question.VectorStoreIds.Count > 0) request.Tools.Add(new Tool { FileSearch = new Contracts.Chat.V1.FileSearch { VectorStoreIds = { question.VectorStoreIds } } });
        if (question.HasOnBusy) request.OnBusy = question.OnBusy;
        if (question.HasTemperature) request.Temperature = question.Temperature;
        if (question.HasMaxTokens) request.MaxTokens = question.MaxTokens;
        if (question.HasOnDisconnect) request.OnDisconnect = question.OnDisconnect;
        return request;
    }

    /// <summary>Refuses what a turn may not hold.</summary>
    /// <exception cref="FastchatException">MISSING_FIELD or INVALID_VALUE.</exception>
    public static void Check(ChatCompletionParams parameters)
    {
        ChatRules.Check(parameters, textName: "text");
        if (parameters.Messages[^1].Role is not (ChatRole.User or ChatRole.Tool))
            throw FastchatException.InvalidValue($"messages[{parameters.Messages.Count - 1}].role", "The last message must be the user's or a tool's.");
    }

    /// <summary>The thread that a request goes on or begins; null for none.</summary>
    /// <exception cref="FastchatException">INVALID_VALUE or CONVERSATION_NOT_FOUND.</exception>
    public static ThreadWish? Thread(TenantId tenant, ChatRequest request, TimeProvider clock)
    {
        var policy = ThreadWish.Policy(request.OnBusy);
        if (request.NewThread)
        {
            if (request.ThreadId.Length > 0) throw FastchatException.InvalidValue("new_thread", "new_thread must be false beside thread_id.");
            return new ThreadWish(Ids.New(Ids.Conversation, tenant, clock), policy, "new_thread") { IsNew = true };
        }

        if (request.ThreadId.Length > 0)
        {
            // Whose it is shows when it is read.
            var isThread = request.ThreadId.StartsWith(Ids.Thread, StringComparison.Ordinal);
            return isThread ? new ThreadWish(ThreadShapes.ConversationOf(request.ThreadId), policy, "thread_id") : throw ThreadWish.NotFound(request.ThreadId, "thread_id");
        }

        if (request.HasOnBusy) throw FastchatException.InvalidValue("on_busy", "on_busy must be absent without thread_id or new_thread.");
        return null;
    }

    /// <summary>The request by its caller's name for it; null when he has none.</summary>
    public static RunRequest? Named(ChatRequest request)
    {
        if (request.RequestId.Length == 0) return null;
        var unnamed = request.Clone();
        unnamed.RequestId = "";
        return RunRequest.Of(request.RequestId, unnamed);
    }

    /// <summary>Whether the run goes on when its caller leaves: one that can be joined does, unless it is told otherwise.</summary>
    public static bool GoesOn(ChatRequest request) => request.OnDisconnect == OnDisconnect.Continue || (!request.HasOnDisconnect && request.RequestId.Length > 0);

    private static ReasoningEffort Effort(string effort) => effort switch
    {
        "none" => ReasoningEffort.None,
        "minimal" => ReasoningEffort.Minimal,
        "low" => ReasoningEffort.Low,
        "medium" => ReasoningEffort.Medium,
        "high" => ReasoningEffort.High,
        "xhigh" => ReasoningEffort.Xhigh,
        "max" => ReasoningEffort.Max,
        _ => throw FastchatException.InvalidValue("reasoning_effort", "reasoning_effort must be one of none, minimal, low, medium, high, xhigh, max."),
    };

    private static ResponseFormat Format(Struct schema)
    {
        AnswerFormat.CheckSchema(schema, "json_schema");
        return new ResponseFormat { JsonSchema = new JsonSchemaFormat { JsonSchema = new JsonSchemaSpec { Name = "answer", Schema = schema, Strict = true } } };
    }
}
