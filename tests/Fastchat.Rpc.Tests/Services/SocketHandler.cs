using Fastchat.Rpc.WireTest;
using Grpc.Core;

namespace Fastchat.Rpc.Services;

/// <summary>Says what was bound, message for message.</summary>
internal sealed class SocketHandler : WireTest.SocketService.SocketServiceBase
{
    public override async Task Follow(IAsyncStreamReader<RouteRequest> requestStream, IServerStreamWriter<RouteResponse> responseStream, ServerCallContext context)
    {
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken)) await responseStream.WriteAsync(new RouteResponse { Method = "Follow", Request = request });
    }

    public override async Task Converse(IAsyncStreamReader<AnswerRequest> requestStream, IServerStreamWriter<AnswerResponse> responseStream, ServerCallContext context)
    {
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
            await responseStream.WriteAsync(new AnswerResponse { Event = new Event { Delta = new TextPart { Text = request.Params.Prompt } } });
    }
}
