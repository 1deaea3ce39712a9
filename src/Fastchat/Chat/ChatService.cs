using Fastchat.Chat.Privacy;
using Fastchat.Chat.Rounds;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Contracts.Type.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Audit;
using Fastchat.Governance.Identity;
using Fastchat.Governance.Tenants;
using Fastchat.ModelGateway.Formats;
using Fastchat.ModelGateway.Metering;
using Fastchat.Rpc.Calls;
using Fastchat.Runs;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Fastchat.Chat;

/// <summary>The native door of chat.</summary>
public sealed class ChatService(ChatTurn turn, RunRecorder recorder, RunStore runs, RunFollower follower, TenantDirectory tenants, PrivacyScreens screens, ModelMeter meter, TurnTools tools) : Contracts.Chat.V1.ChatService.ChatServiceBase
{
    private const int MostTools = 16;

    /// <inheritdoc />
    public override async Task Chat(ChatRequest request, IServerStreamWriter<ChatResponse> responseStream, ServerCallContext context)
    {
        var tenant = context.Tenant();
        var turnRequest = ToTurn(tenant, request, await tenants.SettingsAsync(tenant, context.CancellationToken)) with { Audit = context.Audit() };

        turnRequest = await NativeTools.AddAsync(request, turnRequest, tools, context);

        // What is wrong with the request is an error of the call; from here on it is an event of the run.
        ChatRules.Check(turnRequest.Parameters, textName: "text");
        if (turnRequest.Parameters.Messages[^1].Role is not (ChatRole.User or ChatRole.Tool)) throw FastchatException.InvalidValue($"messages[{request.Messages.Count - 1}].role", "The last message must be the user's or a tool's.");
        if (Named(request) is { } named)
        {
            // What was asked before is not asked again, and not paid for again.
            if (await runs.FindRequestAsync(tenant, named, context.CancellationToken) is { } earlier)
            {
                await WriteAsync(follower.FollowAsync(tenant, earlier, 0, context.CancellationToken), responseStream, context.CancellationToken);
                return;
            }

            turnRequest = turnRequest with { Request = named };
        }

        turnRequest = await screens.AdmitAsync(turnRequest, textName: "text", context.CancellationToken);
        await turn.CheckAsync(turnRequest, context.CancellationToken);
        await using var measured = await meter.BeginAsync(context, turnRequest.Parameters, turnRequest.MostPassageTokens, isStream: true);
        var goesOn = request.OnDisconnect == OnDisconnect.Continue || (!request.HasOnDisconnect && turnRequest.Request is not null);
        var events = recorder.RecordAsync(turnRequest with { Meter = measured }, turn.RunAsync, goesOn ? ((ServerCall)context).HostStops : context.CancellationToken, context.CancellationToken);
        if (goesOn) await WriteWhileThereAsync(events, responseStream, context.CancellationToken);
        else await WriteAsync(events, responseStream, context.CancellationToken);
    }

    private static Task WriteAsync(IAsyncEnumerable<ChatEvent> events, IServerStreamWriter<ChatResponse> responseStream, CancellationToken callerLeft) =>
        responseStream.WriteAllAsync(events.Select(e => new ChatResponse { Event = e }), callerLeft);

    private static RunRequest? Named(ChatRequest request)
    {
        if (request.RequestId.Length == 0) return null;
        var unnamed = request.Clone();
        unnamed.RequestId = "";
        return RunRequest.Of(request.RequestId, unnamed);
    }

    // The run is this call's work to its end, whether or not anybody is left to hear of it.
    private static async Task WriteWhileThereAsync(IAsyncEnumerable<ChatEvent> events, IServerStreamWriter<ChatResponse> responseStream, CancellationToken callerLeft)
    {
        await foreach (var chatEvent in events)
        {
            if (callerLeft.IsCancellationRequested) continue;
            try
            {
                await responseStream.WriteAsync(new ChatResponse { Event = chatEvent });
            }
            catch (Exception) when (callerLeft.IsCancellationRequested)
            {
                // He left while it was written, or stopped reading and was given up.
            }
        }
    }

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

    private static TurnRequest ToTurn(TenantId tenant, ChatRequest request, TenantSettings settings)
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
            Durability = request.Durability == Durability.Unspecified ? Durability.Async : request.Durability,
            FileSearch = searches is [var search]
                ? new FileSearch(
                    search.VectorStoreIds, search.HasMaxNumResults ? search.MaxNumResults : null, search.HasScoreThreshold ? search.ScoreThreshold : null,
                    $"tools[{request.Tools.TakeWhile(t => t.FileSearch is null).Count()}].vector_store_ids")
                : null,
        };
    }
}
