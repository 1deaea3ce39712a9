using Fastchat.Contracts.Chat.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Audit;
using Fastchat.Governance.Identity;
using Fastchat.ModelGateway.Metering;
using Fastchat.ModelGateway.Privacy;
using Fastchat.ModelGateway.Tokens;
using Fastchat.ModelGateway.Registry;
using Grpc.Core;

namespace Fastchat.ModelGateway.Reranking;

/// <summary>The door of ranking.</summary>
public sealed class RerankService(Gateway gateway, ModelCatalog catalog, ReadingMeter meter, TextScreen screen, TimeProvider clock) : Contracts.Chat.V1.RerankService.RerankServiceBase
{
    /// <inheritdoc />
    public override async Task<RerankResponse> Rerank(RerankRequest request, ServerCallContext context)
    {
        var (tenant, token) = (context.Tenant(), context.CancellationToken);
        var given = RerankRules.Check(request);
        var permit = await catalog.PermitAsync(context);
        var model = gateway.Describe(request.Model, permit);
        context.Audit()?.Add("model", model.Name);
        context.Audit()?.Add("texts", given.Count);
        var admitted = await screen.AdmitAsync(tenant, [.. given, request.Query], i => i < given.Count ? $"documents[{i}]" : "query", token);
        var query = new RerankQuery(model.Name, admitted[^1], [.. admitted.Take(given.Count)], request.HasTopN ? request.TopN : null);
        var bytes = RerankRules.BytesOf(query.Question, query.Texts);
        await using var measured = await meter.BeginAsync(context, model, user: "", bytes);
        var result = await gateway.RerankAsync(permit, query, token);
        var tokens = result.PromptTokens ?? query.Texts.Append(query.Question).Sum(t => (long)TokenCounter.For(model.Name).Count(t));
        measured.Add(tokens, isEstimated: result.PromptTokens is null);

        // Some providers order by place, or answer with more than was asked for.
        var best = result.Ranks.OrderByDescending(r => r.Score).ThenBy(r => r.Index).Take(query.Top ?? int.MaxValue);
        return new RerankResponse
        {
            Id = Ids.New(Ids.Reranking, tenant, clock),
            Results = { best.Select(r => ToMessage(r, request.ReturnDocuments ? given[r.Index] : null)) },
            Meta = new RerankMeta { Tokens = new RerankTokens { InputTokens = tokens } },
            Model = model.Name,
            Usage = new RerankUsage { PromptTokens = tokens, TotalTokens = tokens },
        };
    }

    private static RankedDocument ToMessage(TextRank rank, string? text) => new()
    {
        Index = rank.Index,
        RelevanceScore = rank.Score,
        Document = text is null ? null : new RerankText { Text = text },
    };
}
