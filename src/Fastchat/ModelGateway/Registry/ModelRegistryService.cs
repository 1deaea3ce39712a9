using System.Globalization;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Audit;
using Fastchat.Governance.Identity;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using WireModel = Fastchat.Contracts.Admin.V1.RegisteredModel;

namespace Fastchat.ModelGateway.Registry;

/// <summary>The operator's door of the registry.</summary>
public sealed class ModelRegistryService(RegistryEditor editor, RegistryKeeper keeper, RegistryStore store, ModelRegistry registry)
    : Contracts.Admin.V1.ModelRegistryService.ModelRegistryServiceBase
{
    private const string ProviderListing = "registry providers";
    private const string ModelListing = "registry models";
    private const string VersionListing = "registry versions";

    /// <inheritdoc />
    public override async Task<CreateModelProviderResponse> CreateModelProvider(CreateModelProviderRequest request, ServerCallContext context)
    {
        context.Audit()?.Add("provider", request.Provider);
        var intent = Intent(context, RegistryAction.Create, request.HasExpectedVersion ? request.ExpectedVersion : null);
        var version = await editor.SetProviderAsync(intent, request.Provider, request.Spec, request.ApiKey, context.CancellationToken);
        return new CreateModelProviderResponse { Provider = ToMessage(Provider(request.Provider)), Version = version };
    }

    /// <inheritdoc />
    public override Task<GetModelProviderResponse> GetModelProvider(GetModelProviderRequest request, ServerCallContext context) =>
        Task.FromResult(new GetModelProviderResponse { Provider = ToMessage(Provider(request.Provider)) });

    /// <inheritdoc />
    public override Task<ListModelProvidersResponse> ListModelProviders(ListModelProvidersRequest request, ServerCallContext context)
    {
        var contents = keeper.Contents;
        var (page, next) = PageOf(contents.Providers, p => p.Name, p => p.Source, ProviderListing, request.PageSize, request.PageToken);
        return Task.FromResult(new ListModelProvidersResponse { Providers = { page.Select(ToMessage) }, NextPageToken = next, Version = contents.Version });
    }

    /// <inheritdoc />
    public override async Task<UpdateModelProviderResponse> UpdateModelProvider(UpdateModelProviderRequest request, ServerCallContext context)
    {
        context.Audit()?.Add("provider", request.Provider);
        var intent = Intent(context, RegistryAction.Update, request.HasExpectedVersion ? request.ExpectedVersion : null);
        var version = await editor.SetProviderAsync(intent, request.Provider, request.Spec, request.HasApiKey ? request.ApiKey : null, context.CancellationToken);
        return new UpdateModelProviderResponse { Provider = ToMessage(Provider(request.Provider)), Version = version };
    }

    /// <inheritdoc />
    public override async Task<DeleteModelProviderResponse> DeleteModelProvider(DeleteModelProviderRequest request, ServerCallContext context)
    {
        context.Audit()?.Add("provider", request.Provider);
        var intent = Intent(context, RegistryAction.Delete, request.HasExpectedVersion ? request.ExpectedVersion : null);
        return new DeleteModelProviderResponse { Version = await editor.DeleteAsync(intent, RegistryEntryKind.Provider, request.Provider, context.CancellationToken) };
    }

    /// <inheritdoc />
    public override async Task<CreateRegisteredModelResponse> CreateRegisteredModel(CreateRegisteredModelRequest request, ServerCallContext context)
    {
        var intent = Intent(context, RegistryAction.Create, request.HasExpectedVersion ? request.ExpectedVersion : null);
        var version = await editor.SetModelAsync(intent, request.Model, request.Spec, context.CancellationToken);
        return new CreateRegisteredModelResponse { Model = ToMessage(Model(request.Model)), Version = version };
    }

    /// <inheritdoc />
    public override Task<GetRegisteredModelResponse> GetRegisteredModel(GetRegisteredModelRequest request, ServerCallContext context) =>
        Task.FromResult(new GetRegisteredModelResponse { Model = ToMessage(Model(request.Model)) });

    /// <inheritdoc />
    public override Task<ListRegisteredModelsResponse> ListRegisteredModels(ListRegisteredModelsRequest request, ServerCallContext context)
    {
        var contents = keeper.Contents;
        var (page, next) = PageOf(contents.Models, m => m.Name, m => m.Source, ModelListing, request.PageSize, request.PageToken);
        return Task.FromResult(new ListRegisteredModelsResponse { Models = { page.Select(ToMessage) }, NextPageToken = next, Version = contents.Version });
    }

    /// <inheritdoc />
    public override async Task<UpdateRegisteredModelResponse> UpdateRegisteredModel(UpdateRegisteredModelRequest request, ServerCallContext context)
    {
        var intent = Intent(context, RegistryAction.Update, request.HasExpectedVersion ? request.ExpectedVersion : null);
        var version = await editor.SetModelAsync(intent, request.Model, request.Spec, context.CancellationToken);
        return new UpdateRegisteredModelResponse { Model = ToMessage(Model(request.Model)), Version = version };
    }

    /// <inheritdoc />
    public override async Task<DeleteRegisteredModelResponse> DeleteRegisteredModel(DeleteRegisteredModelRequest request, ServerCallContext context)
    {
        var intent = Intent(context, RegistryAction.Delete, request.HasExpectedVersion ? request.ExpectedVersion : null);
        return new DeleteRegisteredModelResponse { Version = await editor.DeleteAsync(intent, RegistryEntryKind.Model, request.Model, context.CancellationToken) };
    }

    /// <inheritdoc />
    public override async Task<ListRegistryVersionsResponse> ListRegistryVersions(ListRegistryVersionsRequest request, ServerCallContext context)
    {
        var before = PageToken.Read(VersionListing, request.PageToken) is { } token && long.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (long?)null;
        var page = await store.ListVersionsAsync(PageQuery.Size(request.PageSize, 20, 100), before, context.CancellationToken);
        return new ListRegistryVersionsResponse
        {
            Versions = { page.Items.Select(ToMessage) },
            NextPageToken = page.HasMore ? PageToken.Create(VersionListing, page.Items[^1].Version.ToString(CultureInfo.InvariantCulture)) : "",
        };
    }

    /// <inheritdoc />
    public override async Task<GetRegistryVersionResponse> GetRegistryVersion(GetRegistryVersionRequest request, ServerCallContext context)
    {
        var (version, entries) = await store.FindVersionAsync(request.Version, context.CancellationToken)
            ?? throw FastchatException.InvalidValue("version", $"version must be one of the registry's; there is no {request.Version}.");
        return new GetRegistryVersionResponse { Version = ToMessage(version), Changes = { entries.Select(e => ToMessage(e.Kind, e.Name, e.Spec)) } };
    }

    /// <inheritdoc />
    public override async Task<RollbackRegistryResponse> RollbackRegistry(RollbackRegistryRequest request, ServerCallContext context)
    {
        context.Audit()?.Add("restored_version", request.Version);
        var intent = Intent(context, RegistryAction.Rollback, request.HasExpectedVersion ? request.ExpectedVersion : null) with { Restored = request.Version };
        var (version, edits) = await editor.RollBackAsync(intent, context.CancellationToken);
        return new RollbackRegistryResponse { Version = version, Changes = { edits.Select(e => ToMessage(e.Kind, e.Name, e.Spec)) } };
    }

    private static RegistryIntent Intent(ServerCallContext context, RegistryAction action, long? expected) => new(context.Caller().KeyId, action, expected);

    // By name, and of one name in the order of the sources. A token names both: an entry may have come between.
    private static (IReadOnlyList<T> Page, string Next) PageOf<T>(IReadOnlyList<T> all, Func<T, string> name, Func<T, RegistrySource> source, string listing, int pageSize, string pageToken)
    {
        var size = PageQuery.Size(pageSize, 100, 1000);
        var after = PageToken.Read(listing, pageToken);
        string Place(T item) => $"{name(item)}\u0001{(int)source(item)}";
        var rest = all.OrderBy(Place, StringComparer.Ordinal).Where(item => after is null || string.CompareOrdinal(Place(item), after) > 0).Take(size + 1).ToList();
        return ([.. rest.Take(size)], rest.Count > size ? PageToken.Create(listing, Place(rest[size - 1])) : "");
    }

    private StatedProvider Provider(string name) =>
        keeper.Contents.EffectiveProviders.FirstOrDefault(p => p.Name == name) ?? throw RegistryEditor.NotFound(RegistryEntryKind.Provider, name);

    private StatedModel Model(string name) =>
        keeper.Contents.EffectiveModels.FirstOrDefault(m => m.Name == name) ?? throw RegistryEditor.NotFound(RegistryEntryKind.Model, name);

    private ModelProvider ToMessage(StatedProvider provider)
    {
        var isShadowed = keeper.Contents.EffectiveProviders.Any(p => p.Name == provider.Name && p.Source != provider.Source);
        var message = new ModelProvider
        {
            Provider = provider.Name,
            Spec = provider.Spec,
            HasApiKey = provider.ApiKey is not null,
            Source = provider.Source,
            Shadowed = isShadowed,
            Trouble = (isShadowed ? null : keeper.TroubleOf(RegistryEntryKind.Provider, provider.Name) ?? registry.Current.Providers.GetValueOrDefault(provider.Name)?.Trouble) ?? "",
        };
        if (provider.Times is { } times) (message.CreateTime, message.UpdateTime) = (Time(times.Created), Time(times.Updated));
        return message;
    }

    private WireModel ToMessage(StatedModel model)
    {
        var isShadowed = keeper.Contents.EffectiveModels.Any(m => m.Name == model.Name && m.Source != model.Source);
        var message = new WireModel
        {
            Model = model.Name,
            Spec = model.Spec,
            Source = model.Source,
            Shadowed = isShadowed,
            Trouble = (isShadowed ? null : keeper.TroubleOf(RegistryEntryKind.Model, model.Name)) ?? "",
        };
        if (model.Times is { } times) (message.CreateTime, message.UpdateTime) = (Time(times.Created), Time(times.Updated));
        return message;
    }

    private static RegistryVersion ToMessage(RegistryVersionRecord version)
    {
        var message = new RegistryVersion
        {
            Version = version.Version,
            CreateTime = Time(version.CreatedAt),
            Actor = version.Actor,
            Action = version.Action,
            Provider = version.Kind == RegistryEntryKind.Provider ? version.Name : "",
            Model = version.Kind == RegistryEntryKind.Model ? version.Name : "",
        };
        if (version.Restored is { } restored) message.RestoredVersion = restored;
        return message;
    }

    private static RegistryChange ToMessage(RegistryEntryKind kind, string name, byte[]? spec) => kind == RegistryEntryKind.Provider
        ? new RegistryChange { Provider = name, ProviderSpec = spec is null ? null : ModelProviderSpec.Parser.ParseFrom(spec) }
        : new RegistryChange { Model = name, ModelSpec = spec is null ? null : ModelSpec.Parser.ParseFrom(spec) };

    private static Timestamp Time(DateTimeOffset time) => Timestamp.FromDateTimeOffset(time);
}
