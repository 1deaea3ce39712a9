using Fastchat.Chat.Converse;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Rpc.Calls;
using Grpc.Core;

namespace Fastchat.Chat;

/// <summary>The native door of chat.</summary>
public sealed partial class ChatService(ChatRuns runs, TwoWayOptions twoWay, TimeProvider clock) : Contracts.Chat.V1.ChatService.ChatServiceBase
{
    /// <inheritdoc />
    public override async Task Chat(ChatRequest request, IServerStreamWriter<ChatResponse> responseStream, ServerCallContext context)
    {
        var run = await runs.BeginAsync(request, context, CallerAnswers.Of(context));
        await WriteAsync(run, responseStream, chatEvent => new ChatResponse { Event = chatEvent }, context.CancellationToken);
    }

    /// <inheritdoc />
    public override async Task StreamChat(StreamChatRequest request, IServerStreamWriter<StreamChatResponse> responseStream, ServerCallContext context)
    {
        var asked = ChatRequests.Of(request);
        var run = request.AfterSequence > 0 ? await runs.RejoinAsync(asked, request.AfterSequence, context) : await runs.BeginAsync(asked, context);
        await WriteAsync(run, responseStream, chatEvent => new StreamChatResponse { Event = chatEvent }, context.CancellationToken);
    }

    private static Task WriteAsync<T>(ChatRun run, IServerStreamWriter<T> responseStream, Func<ChatEvent, T> told, CancellationToken callerLeft) => run.GoesOn
        ? WriteWhileThereAsync(run.Events, responseStream, told, callerLeft)
        : responseStream.WriteAllAsync(run.Events.Select(told), callerLeft);

    // The run is this call's work to its end, whether or not anybody is left to hear of it.
    private static async Task WriteWhileThereAsync<T>(IAsyncEnumerable<ChatEvent> events, IServerStreamWriter<T> responseStream, Func<ChatEvent, T> told, CancellationToken callerLeft)
    {
        await foreach (var chatEvent in events)
        {
            if (callerLeft.IsCancellationRequested) continue;
            try
            {
                await responseStream.WriteAsync(told(chatEvent));
            }
            catch (Exception) when (callerLeft.IsCancellationRequested)
            {
                // He left while it was written, or stopped reading and was given up.
            }
        }
    }
}
