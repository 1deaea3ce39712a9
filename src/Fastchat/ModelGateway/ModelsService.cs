using Fastchat.Contracts.OpenAI.V1;
using Grpc.Core;

namespace Fastchat.ModelGateway;

/// <summary>The door of models in OpenAI's shape.</summary>
public sealed class ModelsService(ModelCatalog catalog) : Contracts.OpenAI.V1.ModelsService.ModelsServiceBase
{
    private const int MostModels = 10_000;

    /// <inheritdoc />
    public override Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListModelsResponse { Object = "list", Data = { catalog.List().Take(MostModels).Select(ToMessage) } });

    /// <inheritdoc />
    public override Task<GetModelResponse> GetModel(GetModelRequest request, ServerCallContext context) =>
        Task.FromResult(new GetModelResponse { Model = ToMessage(catalog.Describe(request.Model)) });

    private static Model ToMessage(ModelInfo model) => new() { Id = model.Name, Object = "model", Created = model.Created, OwnedBy = model.OwnedBy };
}
