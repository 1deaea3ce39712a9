using System.Net;
using Fastchat.ModelGateway;
using Fastchat.Testing;
using Microsoft.Extensions.Logging;

namespace Fastchat.Providers.Models;

public sealed class UpstreamModelsTests : IDisposable
{
    private const string List = """{"object":"list","data":[{"id":"gpt-a","object":"model","created":5,"owned_by":"acme"},{"id":"","object":"model"},{"id":"gpt-b"}]}""";

    private readonly FakeClock _clock = new();
    private readonly FakeGateway _gateway = new() { Answer = _ => FakeGateway.Json(List) };
    private readonly CapturedLog<UpstreamModels> _log = new();
    private readonly UpstreamClient _client;
    private readonly UpstreamModels _models;

    public UpstreamModelsTests()
    {
        var options = UpstreamOptions.Parse("http://gateway", "sk-secret", "mock-*");
        _client = new UpstreamClient(options, _clock, _gateway);
        _models = new UpstreamModels(_client, options, _clock, _log);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _models.Dispose();
        _client.Dispose();
    }

    [Fact]
    public async Task Refresh_List_IsOffered()
    {
        await _models.RefreshAsync(Ct);

        Assert.Equal([new("gpt-a", "acme", 5), new ModelInfo("gpt-b", "")], _models.Models);
        Assert.True(_models.Offers("gpt-a"));
        Assert.True(_models.Offers("mock-7"));
        Assert.False(_models.Offers("gpt-c"));
        Assert.False(_models.Offers(""));
    }

    [Fact]
    public async Task Refresh_ConnectTimeOut_IsTroubleAndNoException()
    {
        // How SocketsHttpHandler reports that nobody took the connection in time.
        _gateway.Answer = _ => throw new TaskCanceledException("The connect timed out.", new TimeoutException());

        await _models.RefreshAsync(Ct);

        Assert.NotNull(_models.Trouble);
    }

    public static TheoryData<string, HttpStatusCode> Troubles => new()
    {
        { "{oops", HttpStatusCode.OK },
        { """{"data": 5}""", HttpStatusCode.OK },
        { "", HttpStatusCode.OK },
        { """{"error":{"message":"sk-secret"}}""", HttpStatusCode.Unauthorized },
        { "down", HttpStatusCode.BadGateway },
    };

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task Refresh_Trouble_KeepsTheLastListAndSaysSo(string body, HttpStatusCode status)
    {
        await _models.RefreshAsync(Ct);
        _gateway.Answer = _ => FakeGateway.Json(body, status);

        await _models.RefreshAsync(Ct);

        Assert.Equal(["gpt-a", "gpt-b"], _models.Models.Select(m => m.Name));
        Assert.NotNull(_models.Trouble);
        Assert.Equal(LogLevel.Warning, Assert.Single(_log.Entries).Level);
        Assert.DoesNotContain("sk-secret", _models.Trouble + _log.Entries.Single().Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refresh_AfterTrouble_IsHealthyAgain()
    {
        _gateway.Answer = _ => throw new HttpRequestException("away");
        await _models.RefreshAsync(Ct);
        Assert.NotNull(_models.Trouble);

        _gateway.Answer = _ => FakeGateway.Json(List);
        await _models.RefreshAsync(Ct);

        Assert.Null(_models.Trouble);
    }

    [Fact]
    public async Task Start_GatewayAway_StartsAllTheSame()
    {
        _gateway.Hangs = true;
        var starting = _models.StartAsync(Ct);
        Assert.False(starting.IsCompleted);

        _clock.Advance(TimeSpan.FromSeconds(2));

        await starting;
        Assert.Empty(_models.Models);
        await _models.StopAsync(Ct);
    }

    [Fact]
    public async Task Run_EveryMinute_ReadsTheListAnew()
    {
        await _models.StartAsync(Ct);
        Assert.Equal(2, _models.Models.Count);
        _gateway.Answer = _ => FakeGateway.Json("""{"object":"list","data":[{"id":"gpt-z"}]}""");

        await Eventually.IsTrueAsync(() =>
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            return _models.Models is [{ Name: "gpt-z" }];
        });

        await _models.StopAsync(Ct);
    }
}
