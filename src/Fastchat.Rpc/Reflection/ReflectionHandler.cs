using Grpc.Core;
using Grpc.Reflection.V1;

namespace Fastchat.Rpc.Reflection;

/// <summary>Serves <c>grpc.reflection.v1</c>.</summary>
internal sealed class ReflectionHandler(DescriptorIndex index) : ServerReflection.ServerReflectionBase
{
    public override async Task ServerReflectionInfo(IAsyncStreamReader<ServerReflectionRequest> requestStream, IServerStreamWriter<ServerReflectionResponse> responseStream, ServerCallContext context)
    {
        var answers = new ReflectionAnswers(index);
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken)) await responseStream.WriteAsync(answers.Answer(request));
    }
}
