namespace Fastchat.ModelGateway.Metering;

public sealed class ModelPricesTests
{
    [Fact]
    public void Of_NamedModels_CostWhatIsSaidAndOthersWhatTheStarSays()
    {
        var prices = ModelPrices.Parse("gpt-4o=2.5/10, openai/o=3 = 0/.5 ,*=1/1");

        Assert.Equal(new ModelPrice(2.5m, 10m), prices.Of("gpt-4o"));
        Assert.Equal(new ModelPrice(0m, 0.5m), prices.Of("openai/o=3"));
        Assert.Equal(new ModelPrice(1m, 1m), prices.Of("another"));
        Assert.Equal(default, ModelPrices.Free.Of("gpt-4o"));
    }

    [Theory]
    [InlineData("gpt-4o")]
    [InlineData("gpt-4o=1")]
    [InlineData("=1/1")]
    [InlineData("m=-1/1")]
    [InlineData("m=1/1e9")]
    [InlineData("m=1/99999999")]
    [InlineData("m=1/1,m=2/2")]
    public void Parse_Wrong_SaysWhich(string text) => Assert.Contains("m", Assert.Throws<FormatException>(() => ModelPrices.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(1, 0, 150)]
    [InlineData(1_000_000, 1_000_000, 750_000_000)]
    [InlineData(0, 3, 1800)]
    public void Cost_OfTokens_IsInBillionths(long prompt, long completion, long cost) => Assert.Equal(cost, new ModelPrice(0.15m, 0.6m).Of(prompt, completion));

    [Fact]
    public void Cost_OfTheLongestAnswersAtTheHighestPrice_StaysWithinWhatTheStoreCounts() =>
        Assert.Equal(1_000_000_000_000_000, new ModelPrice(1_000_000, 1_000_000).Of(int.MaxValue, 128L * int.MaxValue));

    [Fact]
    public void Cost_BelowABillionth_IsRounded() => Assert.Equal((0, 1), (new ModelPrice(0.0004m, 0).Of(1, 0), new ModelPrice(0.0005m, 0).Of(1, 0)));
}
