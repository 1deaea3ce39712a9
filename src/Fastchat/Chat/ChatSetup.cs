using Fastchat.Chat.Completions;
using Fastchat.Chat.Conversations;
using Fastchat.Chat.Converse;
using Fastchat.Chat.Privacy;
using Fastchat.Chat.Responses;
using Fastchat.Chat.Sessions;
using Fastchat.Governance.Encryption;
using Fastchat.Governance.Privacy.Erasure;
using Fastchat.Governance.Privacy.Retention;
using Fastchat.Rpc;
using Fastchat.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Chat;

/// <summary>Puts the room into a host.</summary>
public static class ChatSetup
{
    /// <summary>Adds chat and its doors.</summary>
    public static IServiceCollection AddChat(this IServiceCollection services) => services
        .AddSingleton<PrivacyScreens>()
        .AddSingleton<FileInputs>()
        .AddSingleton<ChatTurn>()
        .AddSingleton<RunRecorder>()
        .AddSingleton<ThreadTurns>()
        .AddSingleton<ChatRuns>()
        .AddSingleton<CompletionStore>()
        .AddSingleton<StatusStreams>()
        .AddErasable("chat_completion_metadata")
        .AddErasable("chat_completions", hasUser: true)
        .AddRetained(RetainedClass.Completions, "chat_completions")
        .AddSingleton<ISealed>(provider => CompletionStore.Sealed(provider.GetRequiredService<Database>(), provider.GetRequiredService<TenantKeys>()))
        .AddSingleton<DetachedRuns>()
        .AddHostedService(provider => provider.GetRequiredService<DetachedRuns>())
        .AddSingleton<ResponseStore>()
        .AddSingleton<ResponseHistory>()
        .AddSingleton<ResponseMaker>()
        .AddErasable("responses", hasUser: true)
        .AddRetained(RetainedClass.Completions, "responses")
        .AddSingleton<ISealed>(provider => ResponseStore.Sealed(provider.GetRequiredService<Database>(), provider.GetRequiredService<TenantKeys>()))
        .AddSingleton(new TwoWayOptions())
        .AddSingleton<IncomingItems>()
        .AddSingleton<ConversationStore>()
        .AddSingleton<ConversationItemStore>()
        .AddSingleton<SessionStore>()
        .AddErasable("sessions", hasUser: true)
        .AddErasable("conversation_items")
        .AddErasable("conversations", hasUser: true)
        .AddRetained(RetainedClass.Conversations, "conversation_items", ConversationItemStore.Expired)
        .AddRetained(RetainedClass.Conversations, "conversations", ConversationStore.Expired)
        .AddSingleton<ISealed>(provider => ConversationStore.Sealed(provider.GetRequiredService<Database>(), provider.GetRequiredService<TenantKeys>()))
        .AddSingleton<ISealed>(provider => ConversationItemStore.Sealed(provider.GetRequiredService<Database>(), provider.GetRequiredService<TenantKeys>()))
        .AddRpcService<ChatCompletionsService>()
        .AddRpcService<ResponsesService>()
        .AddRpcService<ConversationsService>()
        .AddRpcService<ThreadsService>()
        .AddRpcService<ChatService>()
        .AddRpcService<SessionService>();
}
