using Fastchat.Chat;
using Fastchat.Chat.Context;
using Fastchat.Chat.Conversations;
using Fastchat.Chat.Responses;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Governance.Tenants;
using Fastchat.ModelGateway;
using Fastchat.ModelGateway.BuiltIn;
using Fastchat.ModelGateway.Registry;
using Fastchat.ModelGateway.Routing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fastchat.Benchmarks.Stores;

/// <summary>Builds the contexts of turns over a store, as a server does: a summary is there after the first.</summary>
internal sealed class ContextFixture : IDisposable
{
    private const int Window = 32_000;
    private static readonly TenantSettings Settings = new() { Models = new TenantModels(new ModelAccess { MaxContext = Window }) };

    private readonly StoreFixture _fixture;
    private readonly DetachedRuns _detached = new(NullLogger<DetachedRuns>.Instance);
    private readonly ContextBuilder _contexts;

    public ContextFixture(StoreFixture fixture)
    {
        _fixture = fixture;
        var guards = new ProviderGuards(TimeProvider.System, NullLogger<ProviderGuards>.Instance);
        var router = new ModelRouter(guards, new RoutingMetrics(guards), TimeProvider.System, NullLogger<ModelRouter>.Instance);
        var gateway = new Gateway(new ModelRegistry([new BuiltInModels(TimeProvider.System)]), router);
        var asides = new Asides(gateway);
        var summaries = new Summaries(new SummaryStore(fixture.Database, fixture.Keys, TimeProvider.System), asides, _detached, NullLogger<Summaries>.Instance);
        _contexts = new ContextBuilder(gateway, summaries, new Compactor(asides, new CompactionSeal(fixture.Keys), NullLogger<Compactor>.Instance));
    }

    public async Task BuildAsync(IReadOnlyList<ConversationItem> items)
    {
        var messages = new ItemMessages();
        foreach (var item in items) messages.Add(item.Item);
        var turn = new TurnRequest { Tenant = _fixture.Tenant, Trims = true, Parameters = new ChatCompletionParams { Model = ScriptedChatModel.Name, Messages = { messages.Messages } } };
        var built = await _contexts.BuildAsync(turn, Settings, ModelPermit.All, passages: null, query: "", CancellationToken.None);
        if (built.Report is not { MessagesDropped: > 0 }) throw new InvalidOperationException("Nothing was trimmed.");
    }

    public void Dispose() => _detached.Dispose();
}
