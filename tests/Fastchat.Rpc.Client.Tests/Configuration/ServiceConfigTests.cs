using Fastchat.Rpc.Client.Configuration;
using Grpc.Core;

namespace Fastchat.Rpc.Client.Tests.Configuration;

public sealed class ServiceConfigTests
{
    [Fact]
    public void Parse_AllFields_AreRead()
    {
        var config = ServiceConfig.Parse("""
            {
              "loadBalancingConfig": [{ "xds": {} }, { "round_robin": {} }],
              "methodConfig": [{
                "name": [{ "service": "a.B", "method": "C" }, { "service": "a.D" }, {}],
                "waitForReady": true, "timeout": "1.5s", "maxRequestMessageBytes": "10", "maxResponseMessageBytes": 20,
                "retryPolicy": { "maxAttempts": 4, "initialBackoff": "0.1s", "maxBackoff": "1s", "backoffMultiplier": 2.5, "retryableStatusCodes": ["UNAVAILABLE", "RESOURCE_EXHAUSTED", 10, "CANCELED"] },
                "unknown": {}
              }],
              "retryThrottling": { "maxTokens": 10, "tokenRatio": 0.1 }
            }
            """);

        var method = Assert.Single(config.MethodConfigs);
        Assert.Equal([new MethodName("a.B", "C"), new MethodName("a.D"), MethodName.Default], method.Names);
        Assert.Equal((true, TimeSpan.FromSeconds(1.5), 10, 20), (method.WaitForReady, method.Timeout, method.MaxRequestMessageBytes, method.MaxResponseMessageBytes));
        var policy = method.RetryPolicy!;
        Assert.Equal((4, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1), 2.5), (policy.MaxAttempts, policy.InitialBackoff, policy.MaxBackoff, policy.BackoffMultiplier));
        Assert.Equal([StatusCode.Unavailable, StatusCode.ResourceExhausted, StatusCode.Aborted, StatusCode.Cancelled], policy.RetryableStatusCodes);
        Assert.Equal(new RetryThrottlingPolicy { MaxTokens = 10, TokenRatio = 0.1 }, config.RetryThrottling);
        Assert.Equal(LoadBalancingPolicies.RoundRobin, config.LoadBalancingPolicy);
    }

    [Theory]
    [InlineData("{}", "pick_first")]
    [InlineData("""{"loadBalancingPolicy":"ROUND_ROBIN"}""", "round_robin")]
    public void Parse_Policy_IsThatOfTheNameOrTheFirst(string json, string expected) =>
        Assert.Equal(expected, ServiceConfig.Parse(json).LoadBalancingPolicy);

    [Theory]
    [InlineData("[]", "cannot be read")]
    [InlineData("{", "cannot be read")]
    [InlineData("""{"loadBalancingPolicy":"grpclb"}""", "'grpclb'")]
    [InlineData("""{"methodConfig":[{"name":[{"method":"M"}]}]}""", "methodConfig[0].name")]
    [InlineData("""{"methodConfig":[{"name":[{}]},{"name":[{}]}]}""", "twice")]
    [InlineData("""{"methodConfig":[{"timeout":"1m"}]}""", "timeout")]
    [InlineData("""{"methodConfig":[{"timeout":5}]}""", "cannot be read")]
    [InlineData("""{"methodConfig":[{"hedgingPolicy":{}}]}""", "hedgingPolicy")]
    [InlineData("""{"methodConfig":[{"maxRequestMessageBytes":"x"}]}""", "maxRequestMessageBytes")]
    [InlineData("""{"methodConfig":[{"retryPolicy":{}}]}""", "maxAttempts is missing")]
    [InlineData("""{"methodConfig":[{"retryPolicy":{"maxAttempts":1,"initialBackoff":"0s","maxBackoff":"0s","backoffMultiplier":0,"retryableStatusCodes":[]}}]}""", "maxAttempts is 1|initialBackoff|maxBackoff|backoffMultiplier|retryableStatusCodes is empty")]
    [InlineData("""{"methodConfig":[{"retryPolicy":{"maxAttempts":2,"initialBackoff":"1s","maxBackoff":"1s","backoffMultiplier":1,"retryableStatusCodes":["SOON"]}}]}""", "\"SOON\"")]
    [InlineData("""{"methodConfig":[{"retryPolicy":{"maxAttempts":2,"initialBackoff":"1s","maxBackoff":"1s","backoffMultiplier":1,"retryableStatusCodes":["OK"]}}]}""", "has OK")]
    [InlineData("""{"retryThrottling":{"maxTokens":0,"tokenRatio":0}}""", "maxTokens|tokenRatio")]
    public void Parse_Wrong_SaysAllThatIs(string json, string words)
    {
        var failure = Assert.Throws<FormatException>(() => ServiceConfig.Parse(json));

        Assert.All(words.Split('|'), word => Assert.Contains(word, failure.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void ForAddress_ConfigThatDoesNotHold_IsRefused()
    {
        var failure = Assert.Throws<ArgumentException>(() => RpcChannel.ForAddress("http://127.0.0.1:1", new RpcChannelOptions { ServiceConfig = RetryPolicies.Unavailable(maxAttempts: 1) }));

        Assert.Contains("methodConfig[0].retryPolicy.maxAttempts", failure.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("test.Text", "Unary", "1000m")]
    [InlineData("test.Text", "", "1000m")]
    [InlineData("", "", "1000m")]
    [InlineData("test.Text", "Other", "2000m")]
    public async Task Timeout_OfTheMostExactName_IsTheDeadline(string service, string method, string expected)
    {
        var config = new ServiceConfig
        {
            MethodConfigs = [new() { Names = [new(service, method)], Timeout = TimeSpan.FromSeconds(1) }, .. Fallback(service, method)],
        };
        await using var server = await RawServer.StartAsync(
            http => http.Response.AnswerAsync([http.Request.Headers["grpc-timeout"].ToString()]), new RpcChannelOptions { TimeProvider = new ManualTime(), ServiceConfig = config });

        Assert.Equal(expected, (await server.Client.Unary("hi")).Value);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task MessageBytes_LessThanTheChannels_Hold()
    {
        var config = new ServiceConfig { MethodConfigs = [new() { Names = [MethodName.Default], MaxRequestMessageBytes = 10, MaxResponseMessageBytes = 8 }] };
        await using var server = await RawServer.StartAsync(http => http.Response.AnswerAsync(["1234567"]), new RpcChannelOptions { ServiceConfig = config });

        Assert.Contains("9 bytes", (await Assert.ThrowsAsync<RpcException>(() => server.Client.Unary("hi").ResponseAsync)).Status.Detail, StringComparison.Ordinal);
        Assert.Contains("11 bytes", (await Assert.ThrowsAsync<RpcException>(() => server.Client.Unary("123456789").ResponseAsync)).Status.Detail, StringComparison.Ordinal);
    }

    private static MethodConfig[] Fallback(string service, string method) => (service, method) switch
    {
        ("", "") => [],
        (_, "") => [new() { Names = [MethodName.Default], Timeout = TimeSpan.FromSeconds(2) }],
        _ => [new() { Names = [new("test.Text"), MethodName.Default], Timeout = TimeSpan.FromSeconds(2) }],
    };
}
