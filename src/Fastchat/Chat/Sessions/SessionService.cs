using Fastchat.Chat.Conversations;
using Fastchat.Chat.Responses;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Contracts.Type.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Identity;
using Fastchat.Governance.Tenants;
using Fastchat.Retrieval.Collections;
using Grpc.Core;

namespace Fastchat.Chat.Sessions;

/// <summary>The tenant API's door of chat.</summary>
public sealed class SessionService(ChatRuns runs, SessionStore sessions, CollectionLibrary collections, TenantDirectory tenants, TimeProvider clock) : Contracts.Chat.V1.SessionService.SessionServiceBase
{
    // As many as one search takes.
    private const int MostCollections = 16;

    /// <inheritdoc />
    public override async Task<SendMessageResponse> SendMessage(SendMessageRequest request, ServerCallContext context)
    {
        var tenant = context.Tenant();
        var settings = await tenants.SettingsAsync(tenant, context.CancellationToken);
        var response = new SendMessageResponse
        {
            SessionId = SessionName.Of(request.SessionId),
            ClientId = (await tenants.GetAsync(tenant.Value, context.CancellationToken)).Name,
        };
        var policy = ThreadWish.Policy(request.OnBusy);
        if (request.Message.Length > 0) await AnswerAsync(response, request.Message, settings, policy, context);
        else await GreetAsync(response, settings, context);
        return response;
    }

    // A new session begins with the greeting, so that the model knows what was said; an old one is greeted again, and stays as it is.
    private async Task GreetAsync(SendMessageResponse response, TenantSettings settings, ServerCallContext context)
    {
        if (settings.Greeting.Length == 0) throw FastchatException.MissingField("message");
        var greeting = InputItems.Of(ThreadShapes.ToItem("assistant", settings.Greeting), 0, (prefix, _) => Ids.New(prefix, context.Tenant(), clock));
        if (await sessions.FindAsync(context.Tenant(), response.SessionId, context.CancellationToken) is null)
            await sessions.OpenAsync(context.Tenant(), response.SessionId, [new NewItem(greeting)], context.CancellationToken, context.Caller().UserId);
        response.Answer = settings.Greeting;
    }

    private async Task AnswerAsync(SendMessageResponse response, string message, TenantSettings settings, OnBusy policy, ServerCallContext context)
    {
        var tenant = context.Tenant();
        var parameters = new ChatCompletionParams { Model = settings.Model, Messages = { new ChatMessage { Role = ChatRole.User, Text = message } } };
        var documents = await collections.ListAsync(tenant, new PageQuery(MostCollections), context.CancellationToken);
        var asked = new TurnRequest
        {
            Tenant = tenant,
            Parameters = parameters,
            FileSearch = new FileSearch([.. documents.Items.Select(c => c.Id)], MaxResults: null, ScoreThreshold: null, Param: "message") { IsAll = true },
        };
        var run = await BeginAsync(asked, response.SessionId, policy, settings.ConversationMemory, context);
        await foreach (var chatEvent in run.Events)
        {
            if (chatEvent.Error is { } error) throw new FastchatException(ErrorTable.FromCode(error.Code), error.Message);
            if (chatEvent.Complete is not { } answer) continue;
            response.Answer = answer.HasRefusal ? answer.Refusal : answer.Text;
            response.Sources.AddRange(answer.Citations);
        }
    }

    // The only message is what the caller calls so.
    private async Task<ChatRun> BeginAsync(TurnRequest asked, string session, OnBusy policy, bool remembers, ServerCallContext context)
    {
        try
        {
            ChatRequests.Check(asked.Parameters);
            var conversation = await sessions.FindAsync(asked.Tenant, session, context.CancellationToken)
                ?? await sessions.OpenAsync(asked.Tenant, session, [], context.CancellationToken, context.Caller().UserId);
            return await runs.BeginAsync(asked, new ThreadWish(conversation, policy, "session_id") { Remembers = remembers }, context, goesOn: false, isStream: false, context.CancellationToken);
        }
        catch (FastchatException e) when (e.Param is "messages" or "messages[0].text")
        {
            throw new FastchatException(e.Reason, e.Message.Replace("messages[0].text", "message", StringComparison.Ordinal), "message", e);
        }
    }
}
