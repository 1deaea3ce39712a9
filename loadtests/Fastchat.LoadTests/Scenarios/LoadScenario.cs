using Fastchat.LoadTests.Calls;
using Fastchat.LoadTests.Lab;
using Fastchat.LoadTests.Mock;
using Fastchat.LoadTests.Profiles;
using Fastchat.LoadTests.Reports;

namespace Fastchat.LoadTests.Scenarios;

/// <summary>A promise put to the test.</summary>
internal abstract class LoadScenario
{
    /// <summary>Plain server-sent events from the mock.</summary>
    protected static readonly LoadTarget MockSse = new(Via.Nothing, WireProtocol.Sse);

    /// <summary>nginx relaying them.</summary>
    protected static readonly LoadTarget NginxSse = new(Via.Nginx, WireProtocol.Sse);

    /// <summary>The product giving them.</summary>
    protected static readonly LoadTarget Sse = new(Via.Fastchat, WireProtocol.Sse);

    /// <summary>The product giving the same over gRPC.</summary>
    protected static readonly LoadTarget Grpc = new(Via.Fastchat, WireProtocol.Grpc);

    /// <summary>The product giving the same over gRPC-Web.</summary>
    protected static readonly LoadTarget GrpcWeb = new(Via.Fastchat, WireProtocol.GrpcWeb);

    /// <summary>The product's native chat, whose events go through the run's log.</summary>
    protected static readonly LoadTarget GrpcChat = new(Via.Fastchat, WireProtocol.GrpcChat);

    /// <summary>All scenarios, in the order in which they run.</summary>
    public static IReadOnlyList<LoadScenario> All { get; } =
        [new FirstToken(), new ThousandStreams(), new FiveThousandStreams(), new Burst(), new Unary(), new MixedTenants(), new Overload(), new StalledReaders()];

    /// <summary>Its name on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>What is promised, and for which load.</summary>
    public abstract string Promise { get; }

    /// <summary>Puts it to the test.</summary>
    public abstract Task<ScenarioReport> RunAsync(LoadLab lab, LoadOptions options);

    /// <summary>Runs the same load against targets in turn, so that all of them meet the same moments of the machine.</summary>
    protected static async Task<List<LoadRun>> CompareAsync(LoadLab lab, LoadOptions options, IEnumerable<LoadTarget> targets, LoadProfile profile, Wish wish)
    {
        var chosen = targets.Where(t => (t.Via != Via.Nginx || lab.HasNginx) && options.Measures(t.Name)).ToList();
        var runs = new List<LoadRun>();
        for (var run = 0; run < options.Runs; run++)
        {
            foreach (var target in chosen) runs.Add(await lab.RunAsync(target, profile, wish));
        }

        return runs;
    }

    /// <summary>A duration in seconds.</summary>
    protected static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
