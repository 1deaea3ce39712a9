using Fastchat.Rpc.Client.Retries;

namespace Fastchat.Rpc.Client.Tests.Retries;

public sealed class BackoffTests
{
    [Theory]
    [InlineData(0, 0.8)]
    [InlineData(0.5, 1)]
    [InlineData(1, 1.2)]
    public void Next_Growing_IsMovedByAtMostAFifthAndCutAtTheLongest(double chance, double factor)
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), 2, new FixedRandom(chance));

        var waits = Enumerable.Range(0, 5).Select(_ => Math.Round(backoff.Next().TotalSeconds, 3));

        Assert.Equal(new[] { 1, 2, 4, 5.0, 5 }.Select(s => Math.Round(s * factor, 3)), waits);
    }

    [Fact]
    public void Next_AfterAThousandSteps_IsStillTheLongest()
    {
        var backoff = Backoff.ForConnections(new FixedRandom());
        for (var i = 0; i < 1000; i++) backoff.Next();

        Assert.Equal(TimeSpan.FromSeconds(120), backoff.Next());
    }

    [Fact]
    public void Reset_Grown_StartsOver()
    {
        var backoff = Backoff.ForConnections(new FixedRandom());
        Assert.Equal([1, 1.6, 2.56], Enumerable.Range(0, 3).Select(_ => Math.Round(backoff.Next().TotalSeconds, 3)));

        backoff.Reset();

        Assert.Equal(TimeSpan.FromSeconds(1), backoff.Next());
    }
}
