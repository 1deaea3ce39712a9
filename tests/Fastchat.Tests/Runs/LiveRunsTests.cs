using Fastchat.Foundation;

namespace Fastchat.Runs;

public sealed class LiveRunsTests
{
    private static readonly TenantId Tenant = TenantId.New();

    private readonly LiveRuns _live = Lives.New();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Cancel_LiveRun_FiresItsTokenAlone()
    {
        using var run = _live.Enter(Tenant, "run_1", Ct);
        using var other = _live.Enter(Tenant, "run_2", Ct);

        _live.Cancel(Tenant, "run_1");

        Assert.True(run.Token.IsCancellationRequested);
        Assert.False(other.Token.IsCancellationRequested);
    }

    [Fact]
    public void Cancel_RunOfAnotherTenant_DoesNothing()
    {
        using var run = _live.Enter(Tenant, "run_1", Ct);

        _live.Cancel(TenantId.New(), "run_1");

        Assert.False(run.Token.IsCancellationRequested);
    }

    [Fact]
    public async Task Enter_CallerLeaves_FiresTheToken()
    {
        using var caller = new CancellationTokenSource();
        using var run = _live.Enter(Tenant, "run_1", caller.Token);

        await caller.CancelAsync();

        Assert.True(run.Token.IsCancellationRequested);
    }

    [Fact]
    public void Cancel_EndedRun_DoesNothing()
    {
        var run = _live.Enter(Tenant, "run_1", Ct);
        run.Dispose();

        _live.Cancel(Tenant, "run_1");

        Assert.False(run.Token.IsCancellationRequested);
    }
}
