using System.Collections.Concurrent;
using Dapper;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Foundation;
using Fastchat.Storage;

namespace Fastchat.Governance.Usage;

/// <summary>What tenants used, by day, workspace, key, user and model.</summary>
public sealed class UsageStore(Database database, TimeProvider clock)
{
    private const string Key = "tenant_id = @tenant AND day = @day AND workspace_id = @workspace AND key_id = @key AND user_id = @user AND model = @model";
    private const string Add =
        $"""
        UPDATE usage_days SET requests = requests + @requests, estimated_requests = estimated_requests + @estimated,
               prompt_tokens = prompt_tokens + @prompt, completion_tokens = completion_tokens + @completion, cost = cost + @cost,
               counted_prompt_tokens = counted_prompt_tokens + @countedPrompt, counted_completion_tokens = counted_completion_tokens + @countedCompletion
        WHERE {Key}
        """;

    // In the order of the contract's groups; each has its column and its name in a sum.
    private static readonly Dictionary<UsageGroup, (string Column, string Name)> Columns = new()
    {
        [UsageGroup.Day] = ("day", nameof(UsageSum.Day)),
        [UsageGroup.Workspace] = ("workspace_id", nameof(UsageSum.WorkspaceId)),
        [UsageGroup.Key] = ("key_id", nameof(UsageSum.KeyId)),
        [UsageGroup.User] = ("user_id", nameof(UsageSum.UserId)),
        [UsageGroup.Model] = ("model", nameof(UsageSum.Model)),
    };

    private readonly string _open = database.Sql.InsertNew("usage_days", "tenant_id, day, workspace_id, key_id, user_id, model",
        ("tenant_id", "@tenant"), ("day", "@day"), ("workspace_id", "@workspace"), ("key_id", "@key"), ("user_id", "@user"), ("model", "@model"),
        ("requests", "0"), ("estimated_requests", "0"), ("prompt_tokens", "0"), ("completion_tokens", "0"), ("cost", "0"),
        ("counted_prompt_tokens", "0"), ("counted_completion_tokens", "0"));

    private readonly ConcurrentDictionary<TenantId, GroupQueue<UsageEntry>> _queues = new();

    /// <summary>Adds what an answer used.</summary>
    public Task AddAsync(UsageEntry entry) =>
        _queues.GetOrAdd(entry.Caller.Tenant!.Value, tenant => new GroupQueue<UsageEntry>(entries => AddAsync(tenant, entries))).AddAsync(entry);

    /// <summary>A page of sums.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="query">Which days, told apart by what.</param>
    /// <param name="limit">How many.</param>
    /// <param name="after">The last group of the page before; null for the first page.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Page<UsageSum>> SumAsync(TenantId tenant, UsageQuery query, int limit, UsageSum? after, CancellationToken cancellationToken)
    {
        var groups = query.Groups.Select(g => Columns[g]).ToList();
        var columns = string.Join(", ", groups.Select(g => g.Column));
        var parameters = new DynamicParameters(new { tenant = tenant.Value, first = DayOf(query.First), last = DayOf(query.Last), take = limit + 1 });
        foreach (var (column, name) in groups) parameters.Add(column, after is null ? null : typeof(UsageSum).GetProperty(name)!.GetValue(after));
        return database.ReadAsync(
            tenant,
            async connection =>
            {
                var rows = (await connection.QueryAsync<UsageSum>(
                    $"""
                    SELECT {string.Join(", ", groups.Select(g => $"{g.Column} AS {g.Name}"))},
                           CAST(SUM(requests) AS BIGINT) AS Requests, CAST(SUM(estimated_requests) AS BIGINT) AS EstimatedRequests,
                           CAST(SUM(prompt_tokens) AS BIGINT) AS PromptTokens, CAST(SUM(completion_tokens) AS BIGINT) AS CompletionTokens,
                           CAST(SUM(cost) AS BIGINT) AS Cost, CAST(SUM(counted_prompt_tokens) AS BIGINT) AS CountedPromptTokens,
                           CAST(SUM(counted_completion_tokens) AS BIGINT) AS CountedCompletionTokens
                    FROM usage_days WHERE tenant_id = @tenant AND day >= @first AND day <= @last {(after is null ? "" : $"AND {Behind(groups.Select(g => g.Column))}")}
                    GROUP BY {columns} ORDER BY {columns} {database.Sql.Limit("@take")}
                    """, parameters)).ToList();
                return Page<UsageSum>.Of(rows, limit);
            },
            cancellationToken);
    }

    /// <summary>Takes a user's name out of the sums: they are added to those of nobody in particular, to the last token. May be done again.</summary>
    public async Task ForgetUserAsync(TenantId tenant, string user, CancellationToken cancellationToken)
    {
        const int AtOnce = 200;
        while (await ForgetUserAsync(tenant, user, AtOnce, cancellationToken) == AtOnce)
        {
        }
    }

    // Answers of the same key, user and model are one change of their sum.
    private Task AddAsync(TenantId tenant, IReadOnlyList<UsageEntry> entries) => database.WriteAsync(
        tenant,
        async connection =>
        {
            foreach (var sum in entries.GroupBy(e => (Workspace: e.Caller.WorkspaceId ?? "", Key: e.Caller.KeyId, User: e.User ?? "", e.Model)).OrderBy(g => g.Key))
            {
                var row = new
                {
                    tenant = tenant.Value,
                    day = DayOf(DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime)),
                    workspace = sum.Key.Workspace,
                    key = sum.Key.Key,
                    user = sum.Key.User,
                    model = sum.Key.Model,
                    requests = sum.LongCount(),
                    estimated = sum.LongCount(e => e.IsEstimated),
                    prompt = sum.Sum(e => e.PromptTokens),
                    completion = sum.Sum(e => e.CompletionTokens),
                    cost = sum.Sum(e => e.Cost),
                    countedPrompt = sum.Sum(e => e.CountedPromptTokens),
                    countedCompletion = sum.Sum(e => e.CountedCompletionTokens),
                };
                if (await connection.ExecuteAsync(Add, row) == 0)
                {
                    await connection.ExecuteAsync(_open, row);
                    await connection.ExecuteAsync(Add, row);
                }
            }
        });

    private Task<int> ForgetUserAsync(TenantId tenant, string user, int most, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        async connection =>
        {
            var rows = (await connection.QueryAsync<UserRow>(
                $"""
                SELECT day AS Day, workspace_id AS Workspace, key_id AS KeyId, model AS Model, requests AS Requests, estimated_requests AS Estimated,
                       prompt_tokens AS Prompt, completion_tokens AS Completion, cost AS Cost,
                       counted_prompt_tokens AS CountedPrompt, counted_completion_tokens AS CountedCompletion
                FROM usage_days{database.Sql.LockedTable} WHERE tenant_id = @tenant AND user_id = @user ORDER BY day {database.Sql.Limit("@most")}{database.Sql.ForUpdate}
                """,
                new { tenant = tenant.Value, user, most })).AsList();
            foreach (var row in rows)
            {
                var sum = new
                {
                    tenant = tenant.Value,
                    day = row.Day,
                    workspace = row.Workspace,
                    key = row.KeyId,
                    user = "",
                    model = row.Model,
                    requests = row.Requests,
                    estimated = row.Estimated,
                    prompt = row.Prompt,
                    completion = row.Completion,
                    cost = row.Cost,
                    countedPrompt = row.CountedPrompt,
                    countedCompletion = row.CountedCompletion,
                };
                await connection.ExecuteAsync(_open, sum);
                await connection.ExecuteAsync(Add, sum);
                await connection.ExecuteAsync($"DELETE FROM usage_days WHERE {Key}", new { sum.tenant, sum.day, sum.workspace, sum.key, user, sum.model });
            }

            return rows.Count;
        },
        cancellationToken);

    /// <summary>A day's first millisecond since 1970 (UTC).</summary>
    public static long DayOf(DateOnly day) => new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeMilliseconds();

    // (a, b) behind (@a, @b), as all engines can say it: a > @a OR (a = @a AND (b > @b)).
    private static string Behind(IEnumerable<string> columns) =>
        columns.Reverse().Aggregate("", (rest, c) => rest.Length == 0 ? $"({c} > @{c})" : $"({c} > @{c} OR ({c} = @{c} AND {rest}))");

    private sealed record UserRow(long Day, string Workspace, string KeyId, string Model, long Requests, long Estimated, long Prompt, long Completion, long Cost, long CountedPrompt, long CountedCompletion);
}
