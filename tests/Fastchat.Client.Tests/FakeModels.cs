using Fastchat.Contracts.Chat.V1;
using Grpc.Core;

namespace Fastchat.Client.Tests;

internal sealed class FakeModels : ModelService.ModelServiceBase
{
    public override Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListModelsResponse { Models = { new Model { Name = "extractive" }, new Model { Name = "scripted" } } });
}
