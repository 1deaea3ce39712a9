using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Rpc.Calls;
using Grpc.Core;

namespace Fastchat.Benchmarks.Targets;

/// <summary>Streams chunks of a chat completion, made beforehand, as server-sent events.</summary>
internal sealed class ChunkHandler : ChatCompletionsService.ChatCompletionsServiceBase
{
    private static readonly StreamChatCompletionResponse Chunk = new()
    {
        Chunk = new ChatCompletionChunk
        {
            Id = "chatcmpl-0193f5c27e1a7c3b9a553d0e8f6b1c27",
            Object = "chat.completion.chunk",
            Created = 1_790_000_000,
            Model = "scripted",
            Choices = { new ChunkChoice { Delta = new ChoiceDelta { Content = " streaming" } } },
        },
    };

    public override Task StreamChatCompletion(StreamChatCompletionRequest request, IServerStreamWriter<StreamChatCompletionResponse> responses, ServerCallContext context) =>
        responses.WriteAllAsync(Repeat.Async(Chunk, request.Params.MaxTokens, interval: 0), context.CancellationToken);
}
