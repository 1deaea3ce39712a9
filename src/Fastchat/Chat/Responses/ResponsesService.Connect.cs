using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Rpc.Calls;
using Grpc.Core;

namespace Fastchat.Chat.Responses;

public sealed partial class ResponsesService
{
    /// <inheritdoc />
    public override async Task ConnectResponses(IAsyncStreamReader<ConnectResponsesRequest> requestStream, IServerStreamWriter<ConnectResponsesResponse> responseStream, ServerCallContext context)
    {
        using var connection = new ResponseConnection((ServerCall)context, requestStream, responseStream, twoWay, clock);
        await connection.RunAsync();
    }
}
