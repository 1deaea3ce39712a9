using Fastchat.Contracts.Chat.V1;
using Fastchat.Foundation;
using Grpc.Core;

namespace Fastchat.ModelGateway;

/// <summary>The native door of models.</summary>
public sealed class ModelService(Gateway gateway) : Contracts.Chat.V1.ModelService.ModelServiceBase
{
    private const string Listing = "models";

    /// <inheritdoc />
    public override Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context)
    {
        var size = PageQuery.Size(request.PageSize, 100, 1000);
        var after = PageToken.Read(Listing, request.PageToken);
        var rest = gateway.List().Where(m => after is null || string.CompareOrdinal(m.Name, after) > 0).Take(size + 1).ToList();
        return Task.FromResult(new ListModelsResponse
        {
            Models = { rest.Take(size).Select(m => new Model { Name = m.Name, OwnedBy = m.OwnedBy }) },
            NextPageToken = rest.Count > size ? PageToken.Create(Listing, rest[size - 1].Name) : "",
        });
    }
}
