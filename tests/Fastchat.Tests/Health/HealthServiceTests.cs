using Fastchat.Contracts.Admin.V1;
using Fastchat.Testing;

namespace Fastchat.Health;

public sealed class HealthServiceTests
{
    private readonly FakeClock _clock = new();
    private readonly CapturedLog<HealthService> _log = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GetHealth_NoChecks_IsHealthy() => Assert.Equal(HealthStatus.Healthy, (await LookAsync()).Status);

    [Theory]
    [InlineData(HealthStatus.Healthy, HealthStatus.Healthy)]
    [InlineData(HealthStatus.Degraded, HealthStatus.Degraded)]
    [InlineData(HealthStatus.Unhealthy, HealthStatus.Unhealthy)]
    public async Task GetHealth_Checks_WorstOneCounts(HealthStatus worst, HealthStatus expected)
    {
        var health = await LookAsync(new FakeCheck("a", worst, "of a"), new FakeCheck("b", HealthStatus.Healthy));

        Assert.Equal(expected, health.Status);
        Assert.Equal((worst, "of a"), (health.Services["a"].Status, health.Services["a"].Detail));
        Assert.Equal((HealthStatus.Healthy, false), (health.Services["b"].Status, health.Services["b"].HasDetail));
    }

    [Fact]
    public async Task GetHealth_CheckThrows_IsUnhealthyAndTheLogAloneSaysWhy()
    {
        var health = await LookAsync(new FakeCheck("a", _ => throw new InvalidOperationException("password=secret")));

        Assert.Equal(HealthStatus.Unhealthy, health.Services["a"].Status);
        Assert.DoesNotContain("secret", health.ToString(), StringComparison.Ordinal);
        Assert.Equal("password=secret", Assert.Single(_log.Entries).Exception!.Message);
    }

    [Fact]
    public async Task GetHealth_CheckGivesItselfUp_IsUnhealthy()
    {
        var health = await LookAsync(new FakeCheck("a", _ => throw new TaskCanceledException("A time-out of its own.")));

        Assert.Equal(HealthStatus.Unhealthy, health.Services["a"].Status);
    }

    [Fact]
    public async Task GetHealth_CheckHangs_IsUnhealthyAfterFiveSeconds()
    {
        var looking = LookAsync(new FakeCheck("a", _ => new TaskCompletionSource<(HealthStatus, string?)>().Task));
        Assert.False(looking.IsCompleted);

        _clock.Advance(TimeSpan.FromSeconds(5));

        var health = await looking;
        Assert.Equal((HealthStatus.Unhealthy, "It did not answer in time.", 5000), (health.Services["a"].Status, health.Services["a"].Detail, health.Services["a"].LatencyMs));
    }

    [Fact]
    public async Task GetHealth_CallerLeaves_Ends()
    {
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var looking = Service(new FakeCheck("a", _ => new TaskCompletionSource<(HealthStatus, string?)>().Task)).GetHealth(new GetHealthRequest(), new FakeCallContext(caller.Token));

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => looking);
    }

    [Fact]
    public async Task GetHealth_DatabaseAndIndex_AreHealthy()
    {
        await using var rooms = await TestRooms.OpenAsync();

        var health = await LookAsync(new DatabaseHealth(rooms.Database), new IndexHealthCheck(rooms.Index));

        Assert.Equal(["database", "index"], health.Services.Keys.Order());
        Assert.Equal(HealthStatus.Healthy, health.Status);
    }

    [Fact]
    public async Task GetHealth_DatabaseClosed_IsUnhealthy()
    {
        var rooms = await TestRooms.OpenAsync();
        await rooms.DisposeAsync();

        Assert.Equal(HealthStatus.Unhealthy, (await LookAsync(new DatabaseHealth(rooms.Database))).Status);
    }

    [Fact]
    public async Task GetVersion_Build_IsNumbered()
    {
        var version = await Service().GetVersion(new GetVersionRequest(), new FakeCallContext(Ct));

        Assert.Matches(@"^\d+\.\d+\.\d+", version.Version);
        Assert.StartsWith(".NET 10", version.Runtime, StringComparison.Ordinal);
    }

    private HealthService Service(params HealthCheck[] checks) => new(checks, _clock, _log);

    private Task<GetHealthResponse> LookAsync(params HealthCheck[] checks) => Service(checks).GetHealth(new GetHealthRequest(), new FakeCallContext(Ct));

    private sealed class FakeCheck(string name, Func<CancellationToken, Task<(HealthStatus, string?)>> check) : HealthCheck
    {
        public FakeCheck(string name, HealthStatus status, string? detail = null)
            : this(name, _ => Task.FromResult((status, detail)))
        {
        }

        public override string Name => name;

        public override Task<(HealthStatus Status, string? Detail)> CheckAsync(CancellationToken cancellationToken) => check(cancellationToken);
    }
}
