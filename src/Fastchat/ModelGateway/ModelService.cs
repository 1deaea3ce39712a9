using Fastchat.Contracts.Chat.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway.Registry;
using Grpc.Core;

namespace Fastchat.ModelGateway;

/// <summary>The native door of models.</summary>
public sealed class ModelService(ModelCatalog catalog) : Contracts.Chat.V1.ModelService.ModelServiceBase
{
    private const string Listing = "models";

    /// <inheritdoc />
    public override async Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context)
    {
        var size = PageQuery.Size(request.PageSize, 100, 1000);
        var after = PageToken.Read(Listing, request.PageToken);
        var rest = (await catalog.ListAsync(context)).Where(m => after is null || string.CompareOrdinal(m.Name, after) > 0).Take(size + 1).ToList();
        return new ListModelsResponse
        {
            Models = { rest.Take(size).Select(ToMessage) },
            NextPageToken = rest.Count > size ? PageToken.Create(Listing, rest[size - 1].Name) : "",
        };
    }

    private Model ToMessage(RegisteredModel model)
    {
        var message = new Model { Name = model.Name, OwnedBy = model.OwnedBy, Tags = { model.Tags }, Region = catalog.RegionOf(model) };
        if (model.ContextWindow is { } window) message.ContextWindow = window;
        if (model.MaxOutputTokens is { } longest) message.MaxOutputTokens = longest;
        if (model.Abilities != Registry.ModelAbilities.Unknown) message.Abilities = ToMessage(model.Abilities);
        if (catalog.PriceOf(model) is { } price && price != default) message.Price = new ModelPrice { Prompt = (double)price.Prompt, Completion = (double)price.Completion };
        return message;
    }

    private static Contracts.Chat.V1.ModelAbilities ToMessage(Registry.ModelAbilities abilities)
    {
        var message = new Contracts.Chat.V1.ModelAbilities
        {
            Tools = abilities.Tools,
            Vision = abilities.Vision,
            Files = abilities.Files,
            JsonSchema = abilities.JsonSchema,
            Reasoning = abilities.Reasoning,
            Logprobs = abilities.Logprobs,
        };
        if (abilities.EmbeddingDimensions is { } dimensions) message.EmbeddingDimensions = dimensions;
        return message;
    }
}
