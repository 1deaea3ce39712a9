using Fastchat.Rpc.Services;
using Fastchat.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Rpc.Conformance;

/// <summary>Every case of tests/cases/rpc over every protocol and version of HTTP that can carry it.</summary>
public sealed class ConformanceTests
{
    public static IEnumerable<TheoryDataRow<string, string, string>> Calls() =>
        from @case in CaseFiles.All
        from protocol in CaseProtocol.All
        where protocol.Carries(@case.Value)
        from version in protocol.Versions(@case.Value)
        select new TheoryDataRow<string, string, string>(@case.Key, protocol.Name, version.ToString());

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(Calls))]
    public async Task Case_OverAProtocol_ComesToWhatItExpects(string name, string over, string http)
    {
        var @case = CaseFiles.All[name];
        var protocol = CaseProtocol.All.Single(p => p.Name == over);
        var clock = new FakeClock();
        var handler = new ConformanceHandler(clock);
        await using var server = await WireServer.StartAsync(Options(@case.Server, clock), services => services.AddRpcService<ConformanceHandler>().AddSingleton(handler));

        var reply = await protocol.CallAsync(@case, http == "2.0" ? server.Http2 : server.Http1, handler, TestContext.Current.CancellationToken);

        if (@case.Expect.Cancelled)
        {
            Assert.Null(reply);
            await handler.Cancelled;
        }
        else
        {
            CaseChecks.Check(@case, protocol, reply!);
        }

        if (@case.Expect.Secret is { } secret) CaseChecks.CheckSecret(secret, reply!, server.Log);
        else Assert.Empty(server.Log.Lines);
    }

    private static RpcOptions Options(CaseServer server, FakeClock clock)
    {
        var options = new RpcOptions { Clock = clock, ErrorDomain = CaseChecks.Domain, CompressResponsesFrom = server.CompressFrom, MaxSendMessageSize = server.MaxSend };
        return server.MaxReceive is { } limit ? options with { MaxReceiveMessageSize = limit, MaxJsonBodySize = limit } : options;
    }
}
