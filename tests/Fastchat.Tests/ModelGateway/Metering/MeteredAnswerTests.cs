using System.Collections.Frozen;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Governance.Identity;
using Fastchat.Governance.Usage;
using Fastchat.ModelGateway.Routing;
using Fastchat.ModelGateway.Tokens;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fastchat.ModelGateway.Metering;

public sealed class MeteredAnswerTests : IAsyncLifetime
{
    private static readonly ModelPrices Prices = ModelPrices.Parse("asked=250000/250000, other=500000/500000");

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
    public async Task Dispose_FallbackAnswered_IsItsUsageAtItsPrice()
    {
        var sum = await MeasureAsync(From("other"), Usage(3, 2));

        Assert.Equal(("other", 3L, 2L, 10L, 0L), (sum.Model, sum.PromptTokens, sum.CompletionTokens, Units(sum), sum.EstimatedRequests));
    }

    [Fact]
    public async Task Dispose_RegistryHasAPrice_IsThatPrice()
    {
        var sum = await MeasureAsync(new ModelDelta { Origin = new ModelOrigin("asked", "p", "m") { Price = new ModelPrice(750_000, 0) } }, Usage(3, 2));

        Assert.Equal(9, Units(sum));
    }

    [Fact]
    public async Task Dispose_AnotherWasBeaten_ItsQuestionIsPaidFor()
    {
        var alone = await MeasureAsync(From("asked"), Usage(3, 2));
        _rooms.Clock.Advance(TimeSpan.FromDays(1));

        var hedged = await MeasureAsync(new ModelDelta { Origin = new ModelOrigin("asked", "p", "m") { Beaten = new ModelOrigin("asked", "q", "m") } }, Usage(3, 2));

        Assert.Equal(5, Units(alone));
        Assert.Equal(5 + Question, Units(hedged));
    }

    [Fact]
    public async Task Dispose_ModelSwitched_BothArePaidFor()
    {
        var (a, b) = (new ModelOrigin("asked", "p", "m"), new ModelOrigin("other", "p", "n"));

        var sum = await MeasureAsync(From("asked"), new ModelDelta { Text = "12345678" }, new ModelDelta { Origin = b, Switch = new ModelSwitch(a, b, Discards: false) }, Usage(7, 5));

        Assert.Equal((Question + 7, Said + 5, 1L), (sum.PromptTokens, sum.CompletionTokens, sum.EstimatedRequests));
        Assert.Equal(Question + Said + (2 * (7 + 5)), Units(sum));
    }

    [Fact]
    public async Task Dispose_AskedAgain_AllRoundsArePaidForAndPutDownOnce()
    {
        var caller = new Caller(_rooms.Tenant, "key_a", Role.User, FrozenSet<string>.Empty);
        await using (var answer = new MeteredAnswer(caller, null, "asked", Prices.Of("asked"), Prices, hold: null, _store, audit: null, NullLogger.Instance))
        {
            foreach (var (round, soFar) in new[] { (Usage(3, 2), 5L), (Usage(7, 5), 17L) })
            {
                answer.Ask(new ModelRequest { Parameters = Parameters(), Question = "Hi" });
                await answer.MeasureAsync(new[] { From("asked"), round }.ToAsyncEnumerable(), Ct).CountAsync(Ct);
                Assert.Equal(soFar, answer.SoFar.Tokens);
            }
        }

        var sum = (await _store.SumAsync(_rooms.Tenant, UsageQuery.Parse("", "", [UsageGroup.Day, UsageGroup.Model], _rooms.Clock), 100, after: null, Ct)).Items[^1];
        Assert.Equal((10L, 7L, 17L, 0L, 1L), (sum.PromptTokens, sum.CompletionTokens, Units(sum), sum.EstimatedRequests, sum.Requests));
    }

    private static long Question => TokenCounter.For("m").Count(Parameters());

    private static long Said => TokenCounter.For("m").Count("12345678");

    private static ChatCompletionParams Parameters() => new() { Model = "asked", Messages = { new ChatMessage { Role = ChatRole.User, Text = "Hi" } } };

    private static ModelDelta From(string name) => new() { Origin = new ModelOrigin(name, "p", "m") };

    private static ModelDelta Usage(long prompt, long completion) => new() { FinishReason = "stop", Usage = new CompletionUsage { PromptTokens = prompt, CompletionTokens = completion } };

    // A token of the model that is asked for is one.
    private static long Units(UsageSum sum) => sum.Cost * 4 / Governance.Limits.LimitMetric.CostUnit;

    // The sum of the clock's day.
    private async Task<UsageSum> MeasureAsync(params ModelDelta[] deltas)
    {
        var caller = new Caller(_rooms.Tenant, "key_a", Role.User, FrozenSet<string>.Empty);
        await using (var answer = new MeteredAnswer(caller, null, "asked", Prices.Of("asked"), Prices, hold: null, _store, audit: null, NullLogger.Instance))
        {
            answer.Ask(new ModelRequest { Parameters = Parameters(), Question = "Hi" });
            await foreach (var _ in answer.MeasureAsync(deltas.ToAsyncEnumerable(), Ct))
            {
                // Heard.
            }
        }

        var groups = new[] { UsageGroup.Day, UsageGroup.Model };
        return (await _store.SumAsync(_rooms.Tenant, UsageQuery.Parse("", "", groups, _rooms.Clock), 100, after: null, Ct)).Items[^1];
    }
}
