using System.Text.Json;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Runs;
using Fastchat.Testing;

namespace Fastchat.Webhooks;

public sealed class WebhookCourierTests : IAsyncLifetime
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private readonly Receiver _receiver = new();
    private TestRooms _rooms = null!;
    private RunStore _runs = null!;
    private WebhookStore _webhooks = null!;
    private WebhookDeliveryStore _deliveries = null!;
    private WebhookRecord _webhook = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rooms = await TestRooms.OpenAsync();
        _runs = new RunStore(_rooms.Database, _rooms.DataKeys, _rooms.Node, _rooms.Clock, [new WebhookOutboxStore(_rooms.Database, _rooms.Clock)]);
        _webhooks = new WebhookStore(_rooms.Database, _rooms.DataKeys, _rooms.Clock);
        _deliveries = new WebhookDeliveryStore(_rooms.Database, _rooms.Clock);
        _webhook = (await _webhooks.AddAsync(_rooms.Tenant, "https://receiver.example/hook", ["run.completed", "run.failed"], Secret, Ct))!;
    }

    public ValueTask DisposeAsync() => _rooms.DisposeAsync();

    [Fact]
    public async Task Deliver_RunThatCompleted_PostsTheSignedEventOnce()
    {
        await EndAsync("run_1");

        await DeliverAsync();
        await DeliverAsync();

        var (url, headers, body) = Assert.Single(_receiver.Posts);
        var said = JsonElement.Parse(body);
        Assert.Equal("https://receiver.example/hook", url);
        Assert.Equal(("event", "run.completed", "run_1"), (said.GetProperty("object").GetString(), said.GetProperty("type").GetString(), said.GetProperty("data").GetProperty("id").GetString()));
        Assert.Equal(headers["webhook-id"], said.GetProperty("id").GetString());
        Assert.Equal(WebhookSecret.Sign(Secret, headers["webhook-id"], headers["webhook-timestamp"], body), headers["webhook-signature"]);
        Assert.Equal(WebhookDeliveryState.Delivered, (await DeliveryAsync()).State);
    }

    [Fact]
    public async Task End_OfARunThatIsNotAskedFor_IsNotWrittenDown()
    {
        await _runs.BeginAsync(_rooms.Tenant, "run_1", "scripted", Ct);
        await _runs.FailAsync(_rooms.Tenant, ErrorReason.Cancelled, "Gone.", RunTails.Of("run_1"), Ct);
        await _webhooks.UpdateAsync(_rooms.Tenant, _webhook.Id, null, null, enabled: false, Ct);
        await EndAsync("run_2");

        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task End_ThatComesSecond_IsWrittenDownOnce()
    {
        await EndAsync("run_1");
        await _runs.FailAsync(_rooms.Tenant, ErrorReason.Internal, "Too late.", RunTails.Of("run_1", first: 9), Ct);

        Assert.Equal("run.completed", (await DeliveryAsync()).EventType);
    }

    [Fact]
    public async Task End_OfRunsWhoseServerDied_IsWrittenDown()
    {
        await _runs.BeginAsync(_rooms.Tenant, "run_1", "scripted", Ct);

        Assert.Equal(1, await _runs.InterruptAllAsync(Ct));

        Assert.Equal(("run.failed", "run_1"), ((await DeliveryAsync()).EventType, (await DeliveryAsync()).Subject));
    }

    [Fact]
    public async Task Deliver_ReceiverThatFails_IsTriedAgainWithTheSameIdUntilItIsGivenUp()
    {
        _receiver.Answer = "The receiver answered with the status 500.";
        await EndAsync("run_1");

        for (var attempt = 1; (await DeliveryAsync()).State == WebhookDeliveryState.Pending; attempt++)
        {
            await DeliverAsync();
            Assert.Equal(attempt, _receiver.Posts.Count);
            await DeliverAsync();
            Assert.Equal(attempt, _receiver.Posts.Count);
            _rooms.Clock.Advance((WebhookSchedule.After(attempt, chance: 1) ?? TimeSpan.Zero) + TimeSpan.FromSeconds(1));
        }

        Assert.Equal(10, _receiver.Posts.Count);
        Assert.Single(_receiver.Posts.Select(p => p.Headers["webhook-id"]).Distinct());
        Assert.Single(_receiver.Posts.Select(p => p.Body).Distinct());
        Assert.Equal((WebhookDeliveryState.Dead, _receiver.Answer), ((await DeliveryAsync()).State, (await DeliveryAsync()).LastError));
        Assert.Single(await ListAsync(WebhookDeliveryState.Dead));
    }

    [Fact]
    public async Task Replay_DeadDelivery_IsDeliveredWithTheSameId()
    {
        await EndAsync("run_1");
        var taken = Assert.Single(await _deliveries.TakeAsync(1, TimeSpan.FromMinutes(1), Ct));
        await _deliveries.FailedAsync(taken, "No.", after: null, Ct);
        await DeliverAsync();
        Assert.Empty(_receiver.Posts);

        await _deliveries.ReplayAsync(_rooms.Tenant, taken.Id, Ct);
        await DeliverAsync();

        Assert.Equal(taken.EventId, Assert.Single(_receiver.Posts).Headers["webhook-id"]);
        Assert.Equal((WebhookDeliveryState.Delivered, 1), ((await DeliveryAsync()).State, (await DeliveryAsync()).Attempts));
    }

    [Fact]
    public async Task Deliver_CourierThatDied_LeavesItToTheNextAfterItsLease()
    {
        await EndAsync("run_1");
        var dead = Assert.Single(await _deliveries.TakeAsync(10, TimeSpan.FromMinutes(1), Ct));
        await DeliverAsync();
        Assert.Empty(_receiver.Posts);

        _rooms.Clock.Advance(TimeSpan.FromMinutes(1));
        await DeliverAsync();
        await _deliveries.FailedAsync(dead, "What the dead one says too late.", after: null, Ct);

        Assert.Single(_receiver.Posts);
        Assert.Equal((WebhookDeliveryState.Delivered, 2), ((await DeliveryAsync()).State, (await DeliveryAsync()).Attempts));
    }

    [Fact]
    public async Task Deliver_SeveralCouriersAtOnce_DeliverEachEventOnce()
    {
        for (var i = 0; i < 20; i++) await EndAsync($"run_{i}");

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => DeliverAsync()));

        Assert.Equal(20, _receiver.Posts.Count);
        Assert.Equal(20, _receiver.Posts.Select(p => p.Headers["webhook-id"]).Distinct().Count());
    }

    [Fact]
    public async Task Deliver_SecretRotated_SignsWithTheNewOne()
    {
        await EndAsync("run_1");
        var secret = WebhookSecret.New();
        await _webhooks.ReplaceSecretAsync(_rooms.Tenant, _webhook.Id, secret, Ct);

        await DeliverAsync();

        var (_, headers, body) = Assert.Single(_receiver.Posts);
        Assert.Equal(WebhookSecret.Sign(secret, headers["webhook-id"], headers["webhook-timestamp"], body), headers["webhook-signature"]);
    }

    [Fact]
    public async Task Deliver_WebhookDisabled_WaitsUntilItIsEnabled()
    {
        await EndAsync("run_1");
        await _webhooks.UpdateAsync(_rooms.Tenant, _webhook.Id, null, null, enabled: false, Ct);
        await DeliverAsync();
        Assert.Empty(_receiver.Posts);

        await _webhooks.UpdateAsync(_rooms.Tenant, _webhook.Id, null, null, enabled: true, Ct);
        await DeliverAsync();

        Assert.Single(_receiver.Posts);
    }

    [Theory]
    [InlineData(1, 0, 4)]
    [InlineData(1, 1, 6)]
    [InlineData(2, 0.5, 300)]
    [InlineData(9, 0.5, 86_400)]
    public void After_FailedTry_IsAboutThePauseOfItsNumber(int attempt, double chance, double seconds) => Assert.Equal(seconds, WebhookSchedule.After(attempt, chance)!.Value.TotalSeconds, precision: 3);

    [Fact]
    public void After_LastTry_IsNever() => Assert.Null(WebhookSchedule.After(10, 0));

    private async Task EndAsync(string runId)
    {
        await _runs.BeginAsync(_rooms.Tenant, runId, "scripted", Ct);
        await _runs.CompleteAsync(_rooms.Tenant, new Completion { Text = "An answer." }, RunTails.Of(runId), Ct);
    }

    private async Task DeliverAsync()
    {
        using var courier = new WebhookCourier(_webhooks, _deliveries, _receiver, _rooms.Clock, new CapturedLog<WebhookCourier>());
        await courier.DeliverAsync(Ct);
    }

    private async Task<IReadOnlyList<WebhookDeliveryRecord>> ListAsync(WebhookDeliveryState state = WebhookDeliveryState.Unspecified) =>
        (await _deliveries.ListAsync(_rooms.Tenant, _webhook.Id, state, new PageQuery(100), Ct)).Items;

    private async Task<WebhookDeliveryRecord> DeliveryAsync() => Assert.Single(await ListAsync());

    private sealed class Receiver : IWebhookTransport
    {
        private readonly List<(string Url, IReadOnlyDictionary<string, string> Headers, string Body)> _posts = [];

        public IReadOnlyList<(string Url, IReadOnlyDictionary<string, string> Headers, string Body)> Posts
        {
            get
            {
                lock (_posts) return [.. _posts];
            }
        }

        public string? Answer { get; set; }

        public void Check(string url, string param)
        {
        }

        public Task<string?> PostAsync(string url, IReadOnlyDictionary<string, string> headers, string body, CancellationToken cancellationToken)
        {
            lock (_posts) _posts.Add((url, headers, body));
            return Task.FromResult(Answer);
        }
    }
}
