using System.Text;
using System.Text.Json;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Identity;
using Fastchat.Governance.Limits;
using Fastchat.Governance.Tenants;
using Google.Protobuf;
using Grpc.Core;

namespace Fastchat.Governance.Usage;

/// <summary>The door of usage.</summary>
public sealed class UsageService(UsageStore store, TenantChoice tenants, TimeProvider clock) : Contracts.Admin.V1.UsageService.UsageServiceBase
{
    private const int RowsAtOnce = 500;

    /// <inheritdoc />
    public override async Task<ListUsageResponse> ListUsage(ListUsageRequest request, ServerCallContext context)
    {
        var tenant = await tenants.ResolveAsync(context.Caller(), request.TenantId, context.CancellationToken);
        var query = UsageQuery.Parse(request.StartDay, request.EndDay, request.GroupBy, clock);
        var listing = $"usage:{tenant.Value}:{query.Text}";
        var page = await store.SumAsync(tenant, query, PageQuery.Size(request.PageSize, 100, 1000), Cursor(PageToken.Read(listing, request.PageToken)), context.CancellationToken);
        return new ListUsageResponse
        {
            Usage = { page.Items.Select(ToMessage) },
            NextPageToken = page.HasMore ? PageToken.Create(listing, JsonSerializer.Serialize(page.Items[^1])) : "",
        };
    }

    /// <inheritdoc />
    public override async Task ExportUsage(ExportUsageRequest request, IServerStreamWriter<ExportUsageResponse> responseStream, ServerCallContext context)
    {
        var tenant = await tenants.ResolveAsync(context.Caller(), request.TenantId, context.CancellationToken);
        var query = UsageQuery.Parse(request.StartDay, request.EndDay, request.GroupBy, clock);
        var piece = new StringBuilder(UsageTable.Headings);
        var first = new ExportUsageResponse { ContentType = "text/csv; charset=utf-8", Filename = $"usage-{UsageQuery.Format(query.First)}-{UsageQuery.Format(query.Last)}.csv" };
        UsageSum? after = null;
        while (true)
        {
            var page = await store.SumAsync(tenant, query, RowsAtOnce, after, context.CancellationToken);
            foreach (var sum in page.Items) UsageTable.Append(piece, sum);
            first.Data = ByteString.CopyFromUtf8(piece.ToString());
            await responseStream.WriteAsync(first, context.CancellationToken);
            if (!page.HasMore) return;
            after = page.Items[^1];
            first = new ExportUsageResponse();
            piece.Clear();
        }
    }

    // A token's inside is its maker's word, and its maker is whoever sends it.
    private static UsageSum? Cursor(string? text)
    {
        if (text is null) return null;
        try
        {
            return JsonSerializer.Deserialize<UsageSum>(text);
        }
        catch (JsonException)
        {
            throw new FastchatException(ErrorReason.InvalidPageToken, "page_token is not a token of this listing; use next_page_token of the page before.", "page_token");
        }
    }

    private static Contracts.Admin.V1.Usage ToMessage(UsageSum sum) => new()
    {
        Day = sum.Day == 0 ? "" : UsageQuery.Format(DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(sum.Day).UtcDateTime)),
        WorkspaceId = sum.WorkspaceId,
        KeyId = sum.KeyId,
        UserId = sum.UserId,
        Model = sum.Model,
        Requests = sum.Requests,
        EstimatedRequests = sum.EstimatedRequests,
        PromptTokens = sum.PromptTokens,
        CompletionTokens = sum.CompletionTokens,
        TotalTokens = sum.PromptTokens + sum.CompletionTokens,
        Cost = (double)sum.Cost / LimitMetric.CostUnit,
        CountedPromptTokens = sum.CountedPromptTokens,
        CountedCompletionTokens = sum.CountedCompletionTokens,
    };
}
