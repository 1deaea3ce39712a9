using Fastchat.Chat.Privacy;
using Fastchat.Chat.Rounds;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Audit;
using Fastchat.Governance.Identity;
using Fastchat.ModelGateway.Caching;
using Fastchat.ModelGateway.Metering;
using Fastchat.Rpc.Calls;
using Grpc.Core;

namespace Fastchat.Chat.Completions;

/// <summary>The door of chat in OpenAI's shape.</summary>
public sealed partial class ChatCompletionsService(ChatTurn turn, CompletionStore store, ModelMeter meter, PrivacyScreens screens, StatusStreams statuses, TurnTools tools, TimeProvider clock) : Contracts.OpenAI.V1.ChatCompletionsService.ChatCompletionsServiceBase
{
    private const string DroppedHeader = "x-fastchat-dropped-params";

    /// <inheritdoc />
    public override async Task<CreateChatCompletionResponse> CreateChatCompletion(CreateChatCompletionRequest request, ServerCallContext context)
    {
        var (turnRequest, completion, speaksOfFunctions) = await BeginAsync(request.Params, context);
        await using var measured = await meter.BeginAsync(context, turnRequest.Parameters, turnRequest.MostPassageTokens, isStream: false);
        await foreach (var turnEvent in turn.RunAsync(turnRequest with { Meter = measured }, context.CancellationToken))
        {
            Heed(context, turnEvent);
            completion.Add(turnEvent);
        }

        var result = Built(completion, speaksOfFunctions);
        if (turnRequest.Parameters.Store) await store.AddAsync(turnRequest.Tenant, result, turnRequest.Parameters, context.CancellationToken, measured.User);
        return new CreateChatCompletionResponse { Completion = result };
    }

    /// <inheritdoc />
    public override async Task StreamChatCompletion(StreamChatCompletionRequest request, IServerStreamWriter<StreamChatCompletionResponse> responseStream, ServerCallContext context)
    {
        var (turnRequest, completion, speaksOfFunctions) = await BeginAsync(request.Params, context);
        await using var measured = await meter.BeginAsync(context, turnRequest.Parameters, turnRequest.MostPassageTokens, isStream: true);
        var includeUsage = request.Params.StreamOptions is { IncludeUsage: true };
        var chunks = new ChunkStream(completion.Id, turnRequest.Parameters.Model, completion.Created, includeUsage);
        var status = await statuses.BeginAsync(turnRequest, context.CancellationToken);
        var answer = StreamAsync(turnRequest with { Meter = measured }, completion, chunks, status, speaksOfFunctions, context, context.CancellationToken);
        await responseStream.WriteAllAsync(status?.TellFailureAsync(answer) ?? answer, context.CancellationToken);
    }

    private async IAsyncEnumerable<StreamChatCompletionResponse> StreamAsync(
        TurnRequest request, CompletionBuilder completion, ChunkStream chunks, StatusStream? status, bool speaksOfFunctions, ServerCallContext context, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stored = request.Parameters.Store;
        await foreach (var turnEvent in turn.RunAsync(request, cancellationToken).WithCancellation(cancellationToken))
        {
            Heed(context, turnEvent);
            if (stored) completion.Add(turnEvent);
            foreach (var aside in status?.Of(turnEvent) ?? []) yield return aside;
            foreach (var chunk in chunks.Of(turnEvent))
            {
                if (speaksOfFunctions) LegacyFunctions.Restore(chunk.Chunk);
                yield return chunk;
            }
        }

        if (stored) await store.AddAsync(request.Tenant, Built(completion, speaksOfFunctions), request.Parameters, cancellationToken, request.Meter?.User);
        if (chunks.Usage() is { } usage) yield return usage;
        if (status is not null) yield return status.Usage();
    }

    private static ChatCompletion Built(CompletionBuilder completion, bool speaksOfFunctions)
    {
        var result = completion.Build();
        if (speaksOfFunctions) LegacyFunctions.Restore(result);
        return result;
    }

    // Nothing of the answer has left yet: this comes before all of it.
    private static void Heed(ServerCallContext context, TurnEvent turnEvent)
    {
        if (turnEvent.Status == StatusKind.ParamsDropped) ((ServerCall)context).SetResponseHeader(DroppedHeader, turnEvent.Message ?? "");
    }

    private async ValueTask<(TurnRequest Request, CompletionBuilder Completion, bool SpeaksOfFunctions)> BeginAsync(ChatCompletionParams? parameters, ServerCallContext context)
    {
        parameters = NamedParameters.Of(parameters ?? new ChatCompletionParams());
        ChatRules.Check(parameters);
        if (parameters.Store) Notes.CheckText("metadata", parameters.Metadata);
        var speaksOfFunctions = LegacyFunctions.Translate(parameters);
        var tenant = context.Tenant();
        var server = ServerTools(parameters);
        var asked = new TurnRequest { Tenant = tenant, Cache = TakeCache(parameters, context), FileSearch = TakeFileSearch(parameters), Parameters = parameters, KeepsNothing = !parameters.Store, Audit = context.Audit() };
        if (server.Count > 0) asked = await OfferAsync(asked, server, context);
        var request = await screens.AdmitAsync(asked, textName: "content", context.CancellationToken);
        return (request, new CompletionBuilder(Ids.New(Ids.ChatCompletion, tenant, clock), parameters.Model, clock.GetUtcNow().ToUnixTimeSeconds()), speaksOfFunctions);
    }

    private static List<(string Name, string Param)> ServerTools(ChatCompletionParams parameters) =>
        [.. parameters.Tools.Select((t, i) => (t.ServerTool?.Name!, $"tools[{i}].name")).Where(t => t.Item1 is not null)];

    // Tools of the server's are functions to the model, which calls them as it does the caller's.
    private ValueTask<TurnRequest> OfferAsync(TurnRequest asked, List<(string Name, string Param)> names, ServerCallContext context)
    {
        foreach (var tool in asked.Parameters.Tools.Where(t => t.ServerTool is not null).ToList()) asked.Parameters.Tools.Remove(tool);
        return tools.OfferAsync(asked, names, context);
    }

    // Ours to keep, and no parameter of any model.
    private static CacheWish? TakeCache(ChatCompletionParams parameters, ServerCallContext context)
    {
        if (parameters.Cache is not { } cache) return null;
        parameters.Cache = null;
        return CacheWish.Of(cache, outcome => CacheHeader.Write((ServerCall)context, outcome));
    }

    // File search is ours to do; functions are the model's to call.
    private static FileSearch? TakeFileSearch(ChatCompletionParams parameters)
    {
        if (FileSearch.Of([.. parameters.Tools.Select(t => t.FileSearch)]) is not { } search) return null;
        parameters.Tools.Remove(parameters.Tools.First(t => t.FileSearch is not null));
        if (parameters.Tools.Count == 0)
        {
            // What chooses among tools is for the model's own.
            parameters.ToolChoice = null;
            parameters.ClearParallelToolCalls();
        }

        return search;
    }
}
