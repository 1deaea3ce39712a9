using System.Collections.Frozen;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Identity;

namespace Fastchat.Governance.Usage;

public sealed class UsageStoreTests : IAsyncLifetime
{
    private TestRooms _rooms = null!;
    private UsageStore _store = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rooms = await TestRooms.OpenAsync();
        _store = new UsageStore(_rooms.Database, _rooms.Clock);
    }

    public ValueTask DisposeAsync() => _rooms.DisposeAsync();

    [Fact]
    public async Task Add_ManyAtOnce_LosesNoToken()
    {
        await Task.WhenAll(Enumerable.Range(0, 64).Select(async n =>
        {
            for (var i = 0; i < 10; i++) await AddAsync(Entry(_rooms.Tenant, $"key_{n % 3}", model: $"m{i % 2}", prompt: n, completion: i));
        }));

        var sum = Assert.Single((await SumAsync(UsageGroup.Day)).Items);

        Assert.Equal((640, 10 * 63 * 64 / 2, 64 * 45), (sum.Requests, sum.PromptTokens, sum.CompletionTokens));
        Assert.Equal((2 * sum.PromptTokens, 3 * sum.CompletionTokens), (sum.CountedPromptTokens, sum.CountedCompletionTokens));
        Assert.Equal(sum.Cost, (await SumAsync()).Items.Sum(s => s.Cost));
        Assert.Equal(6, (await SumAsync()).Items.Count);
    }

    [Fact]
    public async Task ForgetUser_WithSumsOfNobodyBeside_AddsHisToTheirsAndLosesNoToken()
    {
        await AddAsync(Entry(_rooms.Tenant, "key_a", "ann", "m1", 1, 2));
        await AddAsync(Entry(_rooms.Tenant, "key_a", "ann", "m2", 10, 20) with { IsEstimated = true });
        await AddAsync(Entry(_rooms.Tenant, "key_a", null, "m1", 100, 200));
        await AddAsync(Entry(_rooms.Tenant, "key_a", "bob", "m1", 1000, 2000));
        var before = Assert.Single((await SumAsync(UsageGroup.Day)).Items);

        await _store.ForgetUserAsync(_rooms.Tenant, "ann", Ct);
        await _store.ForgetUserAsync(_rooms.Tenant, "ann", Ct);

        Assert.Equal(before, Assert.Single((await SumAsync(UsageGroup.Day)).Items));
        Assert.Equal([("", 111L), ("bob", 1000L)], (await SumAsync(UsageGroup.User)).Items.Select(s => (s.UserId, s.PromptTokens)));
    }

    [Fact]
    public async Task Sum_Groups_TellApartWhatWasAskedFor()
    {
        await AddAsync(Entry(_rooms.Tenant, "key_a", "ann", "m1", 1, 2));
        await AddAsync(Entry(_rooms.Tenant, "key_b", "ann", "m2", 10, 20) with { IsEstimated = true });
        _rooms.Clock.Advance(TimeSpan.FromDays(1));
        await AddAsync(Entry(_rooms.Tenant, "key_a", "bob", "m1", 100, 200));

        Assert.Equal([("m1", 2L, 101L, 0L), ("m2", 1L, 10L, 1L)], (await SumAsync(UsageGroup.Model)).Items.Select(s => (s.Model, s.Requests, s.PromptTokens, s.EstimatedRequests)));
        Assert.Equal([("ann", 22L), ("bob", 200L)], (await SumAsync(UsageGroup.User)).Items.Select(s => (s.UserId, s.CompletionTokens)));
        Assert.Equal([2L, 1L], (await SumAsync(UsageGroup.Day)).Items.Select(s => s.Requests));
    }

    [Fact]
    public async Task Sum_PagesOfOne_GiveEveryGroupOnce()
    {
        foreach (var key in (string[])["key_a", "key_b"])
        {
            foreach (var user in (string?[])[null, "ann", "Zoë\n"]) await AddAsync(Entry(_rooms.Tenant, key, user));
        }

        var seen = new List<(string, string)>();
        Page<UsageSum> page;
        UsageSum? after = null;
        do
        {
            page = await _store.SumAsync(_rooms.Tenant, Query(UsageGroup.Key, UsageGroup.User), 1, after, Ct);
            after = Assert.Single(page.Items);
            seen.Add((after.KeyId, after.UserId));
        }
        while (page.HasMore);

        Assert.Equal([("key_a", ""), ("key_a", "Zoë\n"), ("key_a", "ann"), ("key_b", ""), ("key_b", "Zoë\n"), ("key_b", "ann")], seen);
    }

    [Fact]
    public async Task Sum_AnotherTenant_SeesNothing()
    {
        await AddAsync(Entry(_rooms.Tenant, "key_a"));

        Assert.Empty((await _store.SumAsync(_rooms.OtherTenant, Query(), 10, null, Ct)).Items);
    }

    private Task AddAsync(UsageEntry entry) => _store.AddAsync(entry);

    private Task<Page<UsageSum>> SumAsync(params UsageGroup[] groups) => _store.SumAsync(_rooms.Tenant, Query(groups), 100, after: null, Ct);

    private UsageQuery Query(params UsageGroup[] groups) => UsageQuery.Parse("", "", groups, _rooms.Clock);

    private static UsageEntry Entry(TenantId tenant, string key, string? user = null, string model = "m", long prompt = 1, long completion = 1) =>
        new(new Caller(tenant, key, Role.User, FrozenSet<string>.Empty), user, model, prompt, completion, prompt + completion, IsEstimated: false)
        {
            CountedPromptTokens = 2 * prompt,
            CountedCompletionTokens = 3 * completion,
        };
}
