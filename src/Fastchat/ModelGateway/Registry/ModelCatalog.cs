using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Identity;
using Fastchat.Governance.Policies;
using Fastchat.Governance.Tenants;
using Fastchat.ModelGateway.Metering;
using Fastchat.Rpc.Calls;
using Grpc.Core;

namespace Fastchat.ModelGateway.Registry;

/// <summary>The models that a caller may use, as the doors show them.</summary>
public sealed class ModelCatalog(ModelRegistry registry, TenantDirectory tenants, PolicyGuard policies, ModelPrices prices)
{
    /// <summary>The models, by name.</summary>
    public async Task<IReadOnlyList<RegisteredModel>> ListAsync(ServerCallContext context) => (await WorldAsync(context)).List();

    /// <summary>A model.</summary>
    /// <exception cref="FastchatException">MISSING_FIELD or MODEL_NOT_FOUND.</exception>
    public async Task<RegisteredModel> FindAsync(ServerCallContext context, string name)
    {
        if (name.Length == 0) throw FastchatException.MissingField("model");
        return (await WorldAsync(context)).Find(name) ?? throw Gateway.NotFound(name);
    }

    /// <summary>What a model costs.</summary>
    public ModelPrice PriceOf(RegisteredModel model) => model.Price ?? prices.Of(model.Name);

    /// <summary>Where all of a model's targets are; empty where that is not stated, or where it is several places.</summary>
    public string RegionOf(RegisteredModel model)
    {
        var world = registry.Current;
        return model.Targets.Select(t => world.RegionOf(model, t)).Distinct(StringComparer.Ordinal).ToList() is [var one] ? one : "";
    }

    /// <summary>Which models a caller may use.</summary>
    public async Task<ModelPermit> PermitAsync(ServerCallContext context)
    {
        var settings = await tenants.SettingsAsync(context.Tenant(), context.CancellationToken);
        return new ModelPermit(settings.Models, await policies.ModelsAsync((ServerCall)context, forUse: true));
    }

    private async Task<RegistrySnapshot> WorldAsync(ServerCallContext context) => registry.Current.For(await PermitAsync(context));
}
