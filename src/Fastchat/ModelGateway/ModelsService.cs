using Fastchat.Contracts.OpenAI.V1;
using Grpc.Core;

namespace Fastchat.ModelGateway;

/// <summary>The door of models in OpenAI's shape.</summary>
public sealed class ModelsService(Gateway gateway) : Contracts.OpenAI.V1.ModelsService.ModelsServiceBase
{
    private const int MostModels = 10_000;

    /// <inheritdoc />
    public override Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListModelsResponse { Object = "list", Data = { gateway.List().Take(MostModels).Select(ToMessage) } });

    /// <inheritdoc />
    public override Task<GetModelResponse> GetModel(GetModelRequest request, ServerCallContext context) =>
        Task.FromResult(new GetModelResponse { Model = ToMessage(gateway.Describe(request.Model)) });

    private static Model ToMessage(Registry.RegisteredModel model) => new() { Id = model.Name, Object = "model", Created = model.Created, OwnedBy = model.OwnedBy };
}
