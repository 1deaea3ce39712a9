using Fastchat.Chat.Completions;
using Fastchat.Rpc;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Chat;

/// <summary>Puts the room into a host.</summary>
public static class ChatSetup
{
    /// <summary>Adds chat and its two doors.</summary>
    public static IServiceCollection AddChat(this IServiceCollection services) => services
        .AddSingleton<ChatTurn>()
        .AddSingleton<RunRecorder>()
        .AddSingleton<CompletionStore>()
        .AddRpcService<ChatCompletionsService>()
        .AddRpcService<ChatService>();
}
