using Fastchat.Contracts.Chat.V1;
using Grpc.Core;

namespace Fastchat.Client.Tests;

internal sealed class FakeChat : ChatService.ChatServiceBase
{
    public Func<ChatRequest, IServerStreamWriter<ChatResponse>, ServerCallContext, Task> Answer { get; set; } = (_, _, _) => Task.CompletedTask;

    public override Task Chat(ChatRequest request, IServerStreamWriter<ChatResponse> responseStream, ServerCallContext context) =>
        Answer(request, responseStream, context);
}
