using Fastchat.Contracts.OpenAI.V1;
using Fastchat.ModelGateway.Registry;
using Grpc.Core;

namespace Fastchat.ModelGateway;

/// <summary>The door of models in OpenAI's shape.</summary>
public sealed class ModelsService(ModelCatalog catalog) : Contracts.OpenAI.V1.ModelsService.ModelsServiceBase
{
    private const int MostModels = 10_000;

    /// <inheritdoc />
    public override async Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context) =>
        new() { Object = "list", Data = { (await catalog.ListAsync(context)).Take(MostModels).Select(ToMessage) } };

    /// <inheritdoc />
    public override async Task<GetModelResponse> GetModel(GetModelRequest request, ServerCallContext context) =>
        new() { Model = ToMessage(await catalog.FindAsync(context, request.Model)) };

    private static Model ToMessage(RegisteredModel model) => new() { Id = model.Name, Object = "model", Created = model.Created, OwnedBy = model.OwnedBy };
}
