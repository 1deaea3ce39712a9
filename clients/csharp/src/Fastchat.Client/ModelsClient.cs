using Fastchat.Contracts.Chat.V1;

namespace Fastchat.Client;

/// <summary>Models: <c>client.Models</c>.</summary>
public sealed class ModelsClient
{
    private readonly ModelService.ModelServiceClient _raw;
    private readonly ApiCalls _calls;

    internal ModelsClient(ModelService.ModelServiceClient raw, ApiCalls calls)
    {
        _raw = raw;
        _calls = calls;
    }

    /// <summary>Lists the models on offer, by name.</summary>
    /// <param name="pageSize">Models per page; by default the server's.</param>
    public Pages<Model> ListAsync(int pageSize = 0) => new(async (token, cancellationToken) =>
    {
        var request = new ListModelsRequest { PageSize = pageSize, PageToken = token };
        var page = await _calls.CallAsync(o => _raw.ListModelsAsync(request, o), cancellationToken);
        return new Page<Model>(page.Models, page.NextPageToken);
    });
}
