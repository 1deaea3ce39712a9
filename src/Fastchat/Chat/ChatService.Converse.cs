using Fastchat.Chat.Converse;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Rpc.Calls;
using Grpc.Core;

namespace Fastchat.Chat;

public sealed partial class ChatService
{
    /// <inheritdoc />
    public override async Task Converse(IAsyncStreamReader<ConverseRequest> requestStream, IServerStreamWriter<ConverseResponse> responseStream, ServerCallContext context)
    {
        using var stream = new ConverseStream((ServerCall)context, requestStream, responseStream, twoWay, clock);
        await stream.RunAsync();
    }
}
