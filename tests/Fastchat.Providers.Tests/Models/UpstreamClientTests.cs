using System.Net;
using System.Net.Http.Headers;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Testing;

namespace Fastchat.Providers.Models;

public sealed class UpstreamClientTests : IDisposable
{
    private const string Key = "sk-secret";

    private readonly FakeClock _clock = new();
    private readonly FakeGateway _gateway = new();
    private readonly UpstreamClient _client;

    public UpstreamClientTests() => _client = new UpstreamClient(UpstreamOptions.Parse("http://gateway", Key, null), _clock, _gateway);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Send_ConnectTimeOut_IsUnavailable()
    {
        _gateway.Answer = _ => throw new TaskCanceledException("The connect timed out.", new TimeoutException());

        Assert.Equal(ErrorReason.UpstreamUnavailable, (await RefusedAsync()).Reason);
    }

    [Theory]
    [InlineData(400, ErrorReason.UpstreamRejected)]
    [InlineData(413, ErrorReason.UpstreamRejected)]
    [InlineData(422, ErrorReason.UpstreamRejected)]
    [InlineData(401, ErrorReason.UpstreamUnauthorized)]
    [InlineData(403, ErrorReason.UpstreamUnauthorized)]
    [InlineData(404, ErrorReason.ModelNotFound)]
    [InlineData(429, ErrorReason.UpstreamRateLimited)]
    [InlineData(500, ErrorReason.UpstreamUnavailable)]
    [InlineData(408, ErrorReason.UpstreamTimeout)]
    [InlineData(504, ErrorReason.UpstreamTimeout)]
    [InlineData(402, ErrorReason.UpstreamRateLimited)]
    [InlineData(502, ErrorReason.UpstreamUnavailable)]
    [InlineData(503, ErrorReason.UpstreamUnavailable)]
    [InlineData(529, ErrorReason.UpstreamUnavailable)]
    [InlineData(302, ErrorReason.UpstreamUnavailable)]
    public async Task Send_Refusal_HasItsReasonAndNeverTheKey(int status, ErrorReason reason)
    {
        _gateway.Answer = _ => FakeGateway.Json($$$"""{"error":{"message":"No, {{{Key}}}.","param":"{{{Key}}}"}}""", (HttpStatusCode)status);

        var refusal = await RefusedAsync();

        Assert.Equal(reason, refusal.Reason);
        Assert.DoesNotContain(Key, refusal.Message + refusal.Param, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_RejectedField_IsNamedWithTheGatewaysWords()
    {
        _gateway.Answer = _ => FakeGateway.Json("""{"error":{"message":"temperature is too hot","param":"temperature"}}""", HttpStatusCode.BadRequest);

        var refusal = await RefusedAsync();

        Assert.Contains("temperature is too hot", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("temperature", refusal.Param);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>Bad Gateway</html>")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"error":null}""")]
    [InlineData("""{"error":{"message":5}}""")]
    [InlineData("""{"error":{"message":null,"param":7}}""")]
    public async Task Send_RefusalInAnotherForm_IsStillARefusal(string body)
    {
        _gateway.Answer = _ => FakeGateway.Json(body, HttpStatusCode.BadRequest);

        var refusal = await RefusedAsync();

        Assert.Equal((ErrorReason.UpstreamRejected, null), (refusal.Reason, refusal.Param));
        Assert.DoesNotContain("html", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_RateLimited_SaysWhenToComeBack()
    {
        _gateway.Answer = _ =>
        {
            var response = FakeGateway.Json("""{"error":"slow down"}""", HttpStatusCode.TooManyRequests);
            response.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(7));
            return response;
        };

        var refusal = await RefusedAsync();

        Assert.Equal(TimeSpan.FromSeconds(7), refusal.RetryAfter);
        Assert.Contains("slow down", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_Unreachable_IsUnavailableAndTellsNoAddress()
    {
        _gateway.Answer = _ => throw new HttpRequestException("Connection refused (10.0.0.7:4000)");

        var refusal = await RefusedAsync();

        Assert.Equal(ErrorReason.UpstreamUnavailable, refusal.Reason);
        Assert.DoesNotContain("10.0.0.7", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_NoAnswer_IsATimeoutAfterItsPatience()
    {
        _gateway.Hangs = true;
        var sending = Assert.ThrowsAsync<FastchatException>(() => _client.AskAsync(HttpMethod.Get, "models", null, 1000, patience: null, Ct));
        await Eventually.IsTrueAsync(() => !_gateway.Requests.IsEmpty);
        Assert.False(sending.IsCompleted);

        _clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(ErrorReason.UpstreamTimeout, (await sending).Reason);
    }

    [Fact]
    public async Task Ask_AnswerTooLongOrCutOff_IsUnavailable()
    {
        _gateway.Answer = _ => FakeGateway.Json(new string('x', 1001));
        Assert.Equal(ErrorReason.UpstreamUnavailable, (await Assert.ThrowsAsync<FastchatException>(() => _client.AskAsync(HttpMethod.Get, "models", null, 1000, patience: null, Ct))).Reason);

        _gateway.Answer = _ => _gateway.Torn("half");
        Assert.Equal(ErrorReason.UpstreamUnavailable, (await Assert.ThrowsAsync<FastchatException>(() => _client.AskAsync(HttpMethod.Get, "models", null, 1000, patience: null, Ct))).Reason);
    }

    [Fact]
    public async Task Send_HeadersOfTheProvider_AreSentAndNeverTold()
    {
        var options = UpstreamOptions.Parse("http://gateway", Key, null) with { Headers = new Dictionary<string, string> { ["api-key"] = "azure-0123456789" } };
        using var client = new UpstreamClient(options, _clock, _gateway);
        _gateway.Answer = _ => FakeGateway.Json("""{"error":{"message":"Who is azure-0123456789 or azure-01…?"}}""", HttpStatusCode.BadRequest);

        var refusal = await Assert.ThrowsAsync<FastchatException>(() => client.SendAsync(HttpMethod.Get, "models", null, Ct));

        Assert.Equal("azure-0123456789", _gateway.Requests.Single().Request.Headers.GetValues("api-key").Single());
        Assert.DoesNotContain("azure", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("azure-0", options.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Key, options.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_AddressThatIsNotPublic_IsForbiddenAndNotTold()
    {
        using var client = new UpstreamClient(UpstreamOptions.Parse("http://127.0.0.1:9", Key, null) with { AllowPrivateAddresses = false }, _clock);

        var refusal = await Assert.ThrowsAsync<FastchatException>(() => client.SendAsync(HttpMethod.Get, "models", null, Ct));

        Assert.Equal(ErrorReason.AddressForbidden, refusal.Reason);
        Assert.DoesNotContain("127", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_CallerLeaves_IsNoFaultOfTheGateways()
    {
        _gateway.Hangs = true;
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var sending = _client.SendAsync(HttpMethod.Get, "models", null, caller.Token);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    [Fact]
    public async Task Send_NoKey_SendsNone()
    {
        using var client = new UpstreamClient(UpstreamOptions.Parse("http://gateway", " ", null), _clock, _gateway);
        _gateway.Answer = _ => FakeGateway.Json("{}");

        using var response = await client.SendAsync(HttpMethod.Get, "models", null, Ct);

        Assert.Null(_gateway.Requests.Single().Request.Headers.Authorization);
    }

    private Task<FastchatException> RefusedAsync() => Assert.ThrowsAsync<FastchatException>(() => _client.SendAsync(HttpMethod.Get, "models", null, Ct));
}
