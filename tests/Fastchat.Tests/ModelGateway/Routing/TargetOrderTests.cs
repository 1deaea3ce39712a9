using Fastchat.ModelGateway.Registry;

namespace Fastchat.ModelGateway.Routing;

public sealed class TargetOrderTests : IDisposable
{
    private readonly RouterBench _bench = new();
    private readonly Random _random = new(17);

    public TargetOrderTests()
    {
        foreach (var name in (string[])["a", "b", "c", "d"]) _bench.Provider(name);
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Of_Weighted_GivesEachItsShare()
    {
        var model = Model(TargetChoice.Weighted, ("a", 1), ("b", 3), ("c", 0));

        var firsts = Enumerable.Range(0, 10_000).Select(_ => Order(model)).ToList();

        Assert.InRange(firsts.Count(o => o[0] == "a"), 2300, 2700);
        Assert.All(firsts, o => Assert.Equal("c", o[2]));
    }

    [Fact]
    public void Of_InOrder_IsTheOrder() => Assert.Equal(["c", "a", "b"], Order(Model(TargetChoice.InOrder, ("c", 1), ("a", 1), ("b", 1))));

    [Fact]
    public void Of_ProviderThatIsGone_IsLeftOut() => Assert.Equal(["a"], Order(Model(TargetChoice.Weighted, ("gone", 1), ("a", 1))));

    [Fact]
    public void Of_LeastBusy_IsTheOneWithTheFewestForItsWeight()
    {
        var registry = _bench.Registry;
        foreach (var (name, calls) in new[] { ("a", 2), ("b", 3), ("c", 1) })
        {
            for (var i = 0; i < calls; i++) Assert.NotNull(_bench.Guards.Of(registry.Providers[name]).TryEnter(out _));
        }

        Assert.Equal(["b", "c", "a"], Order(Model(TargetChoice.LeastBusy, ("a", 1), ("b", 6), ("c", 1))));
    }

    [Fact]
    public void Of_LeastBusyAndEqual_IsChance()
    {
        var model = Model(TargetChoice.LeastBusy, ("a", 1), ("b", 1));

        Assert.InRange(Enumerable.Range(0, 1000).Count(_ => Order(model)[0] == "a"), 400, 600);
    }

    [Theory]
    [InlineData(TargetChoice.Weighted)]
    [InlineData(TargetChoice.LeastBusy)]
    public void Of_StickyKey_StaysAndIsSpreadByWeight(TargetChoice choice)
    {
        var model = Model(choice, ("a", 1), ("b", 3));

        Assert.All(Keys, key => Assert.Equal(Order(model, key), Order(model, key)));
        Assert.InRange(Keys.Count(key => Order(model, key)[0] == "a"), 2300, 2700);
    }

    [Fact]
    public void Of_StickyKeyAndANewTarget_MovesOnlyTheKeysThatMust()
    {
        var before = Model(TargetChoice.Weighted, ("a", 1), ("b", 1), ("c", 1));
        var after = Model(TargetChoice.Weighted, ("d", 1), ("a", 1), ("b", 1), ("c", 1));

        var moved = Keys.Where(key => Order(before, key)[0] != Order(after, key)[0]).ToList();

        Assert.All(moved, key => Assert.Equal("d", Order(after, key)[0]));
        Assert.InRange(moved.Count, 2300, 2700);
    }

    // What one version finds, the next must find: a conversation's cached prompt is on that target.
    [Fact]
    public void Fraction_IsTheSameForEver() =>
        Assert.Equal((0.201, 0.086), (Math.Round(StableHash.Fraction("thread_1", "a", "m"), 3), Math.Round(StableHash.Fraction("thread_1", "am", ""), 3)));

    private static IEnumerable<string> Keys => Enumerable.Range(0, 10_000).Select(i => $"thread_{i}");

    private static RegisteredModel Model(TargetChoice choice, params (string Provider, int Weight)[] targets) =>
        new() { Name = "m", Targets = [.. targets.Select(t => new ModelTarget(t.Provider, "m", t.Weight))], Choice = choice };

    private string[] Order(RegisteredModel model, string? key = null) => [.. TargetOrder.Of(model, _bench.Registry, _bench.Guards, key, _random).Select(c => c.Target.Provider)];
}
