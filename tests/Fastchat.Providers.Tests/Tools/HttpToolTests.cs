using System.Text.Json.Nodes;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Tools;
using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Http;

namespace Fastchat.Providers.Tools;

public sealed class HttpToolTests
{
    private const string Secret = "s3cret-of-the-service";

    [Fact]
    public async Task Get_Arguments_FillTheAddressAndTheRestIsTheQuery()
    {
        await using var service = await ToolService.StartAsync(context => context.Response.WriteAsJsonAsync(new { degrees = 21 }));

        var result = await CallAsync(service, "/v1/{city}?unit=c", """{"city": "São Paulo/..", "days": 3, "tags": ["a", "b&c"], "deep": {"x": 1}, "none": null}""");

        Assert.Equal(ToolResult.Ok("""{"degrees":21}"""), result);
        Assert.Equal(("GET", "/v1/S%C3%A3o%20Paulo%2F..?unit=c&days=3&tags=a&tags=b%26c&deep=%7B%22x%22%3A1%7D", ""), service.Calls.Single() is var call ? (call.Method, call.Path, call.Body) : default);
    }

    [Fact]
    public async Task Post_Arguments_AreTheBody()
    {
        await using var service = await ToolService.StartAsync(context => context.Response.WriteAsync("booked"));

        var result = await CallAsync(service, "/book/{id}", """{"id": 7, "name": "Ann", "seats": [1, 2]}""", spec => spec.Method = "POST");

        Assert.Equal("booked", result.Text);
        var call = service.Calls.Single();
        Assert.Equal(("POST", "/book/7", """{"name":"Ann","seats":[1,2]}""", "application/json"), (call.Method, call.Path, call.Body, call.ContentType));
    }

    [Theory]
    [InlineData("\"..\"")]
    [InlineData("\".\"")]
    [InlineData("\"\"")]
    [InlineData("{}")]
    [InlineData("null")]
    public async Task Call_ArgumentThatLeadsElsewhere_IsNotSent(string city)
    {
        await using var service = await ToolService.StartAsync(context => context.Response.WriteAsync("reached"));

        Assert.Equal(ToolOutcome.InvalidArguments, (await CallAsync(service, "/v1/{city}/now", $$"""{"city": {{city}}}""")).Outcome);
        Assert.Empty(service.Calls);
    }

    [Fact]
    public async Task Call_SecretOfAHeader_IsSentAndNeverTold()
    {
        await using var service = await ToolService.StartAsync(context =>
        {
            if (context.Request.Path == "/refuse") context.Response.StatusCode = 401;
            return context.Response.WriteAsync($"You sent {context.Request.Headers.Authorization}.");
        });

        var (told, refused) = (await CallAsync(service, "/echo", "{}", WithSecret), await CallAsync(service, "/refuse", "{}", WithSecret));

        Assert.All(service.Calls, c => Assert.Equal($"Bearer {Secret}", c.Authorization));
        Assert.Equal((ToolOutcome.Ok, ToolOutcome.Failed), (told.Outcome, refused.Outcome));
        foreach (var result in (ToolResult[])[told, refused]) Assert.DoesNotContain(Secret, result.ToModel(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404, "The tool answered with the status 404: gone")]
    [InlineData(302, "The tool answered with the status 302")]
    [InlineData(500, "The tool answered with the status 500: gone")]
    public async Task Call_Refused_TellsTheStatusAndFollowsNothing(int status, string told)
    {
        await using var service = await ToolService.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            if (status == 302) context.Response.Headers.Location = "/elsewhere";
            return status == 302 ? Task.CompletedTask : context.Response.WriteAsync("gone");
        });

        var result = await CallAsync(service, "/", "{}");

        Assert.Equal(ToolOutcome.Failed, result.Outcome);
        Assert.StartsWith(told, result.Text, StringComparison.Ordinal);
        Assert.Single(service.Calls);
    }

    [Theory]
    [InlineData(100, ToolOutcome.Ok)]
    [InlineData(99, ToolOutcome.TooLarge)]
    public async Task Call_LongAnswer_IsTakenToItsLimit(int limit, ToolOutcome outcome)
    {
        await using var service = await ToolService.StartAsync(context => context.Response.WriteAsync(new string('x', 100)));

        Assert.Equal(outcome, (await CallAsync(service, "/", "{}", spec => spec.MaxResultBytes = limit)).Outcome);
    }

    [Fact]
    public async Task Call_EndlessAnswer_IsGivenUpAtItsLimit()
    {
        await using var service = await ToolService.StartAsync(async context =>
        {
            while (!context.RequestAborted.IsCancellationRequested) await context.Response.WriteAsync(new string('x', 10_000), context.RequestAborted);
        });

        Assert.Equal(ToolOutcome.TooLarge, (await CallAsync(service, "/", "{}")).Outcome);
    }

    [Fact]
    public async Task Call_SlowService_IsGivenUpInTime()
    {
        await using var service = await ToolService.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));

        Assert.Equal(
            ToolResult.Failed(ToolOutcome.Timeout, "The tool took longer than 0.2 s."),
            await CallAsync(service, "/", "{}", spec => spec.Timeout = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(200))));
    }

    [Fact]
    public async Task Call_TurnEnds_IsGivenUpAndThrown()
    {
        var aborted = new TaskCompletionSource();
        await using var service = await ToolService.StartAsync(async context =>
        {
            context.RequestAborted.Register(() => aborted.TrySetResult());
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var stop = new CancellationTokenSource();
        stop.CancelAfter(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CallAsync(service, "/", "{}", stop: stop.Token));

        await aborted.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Call_Picture_IsNoAnswer()
    {
        await using var service = await ToolService.StartAsync(context =>
        {
            context.Response.ContentType = "image/png";
            return context.Response.WriteAsync("PNG");
        });

        Assert.Equal(ToolOutcome.Failed, (await CallAsync(service, "/", "{}")).Outcome);
    }

    [Fact]
    public async Task Call_NobodyThere_IsAResult()
    {
        string address;
        await using (var service = await ToolService.StartAsync(_ => Task.CompletedTask)) address = service.Address;

        Assert.Equal(ToolOutcome.Unreachable, (await CallAsync($"{address}/", "{}")).Outcome);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/")]
    [InlineData("http://localhost:1/")]
    [InlineData("http://10.0.0.1/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    public async Task Call_AddressOfThisMachineOrItsNeighbours_IsNotCalledUnlessTheOperatorSaysSo(string url)
    {
        var spec = new HttpToolSpec { Url = url };
        Assert.Equal(ErrorReason.AddressForbidden, Assert.Throws<FastchatException>(() => HttpTool.Check(spec)).Reason);

        var result = await CallAsync(url, "{}", s => s.AllowPrivateAddresses = false);

        Assert.Equal(ToolOutcome.Unreachable, result.Outcome);
        Assert.Contains("not public", result.Text, StringComparison.Ordinal);
    }

    private static void WithSecret(HttpToolSpec spec) => spec.Headers["Authorization"] = $"Bearer {Secret}";

    private static Task<ToolResult> CallAsync(ToolService service, string path, string arguments, Action<HttpToolSpec>? change = null, CancellationToken? stop = null) =>
        CallAsync(service.Address + path, arguments, change, stop);

    private static async Task<ToolResult> CallAsync(string url, string arguments, Action<HttpToolSpec>? change = null, CancellationToken? stop = null)
    {
        var spec = new HttpToolSpec { Description = "d", Url = url, Method = "GET", Parameters = new Struct(), AllowPrivateAddresses = true };
        change?.Invoke(spec);
        using var tool = new HttpTool(new StatedTool("t", spec, [Secret], ""), TimeProvider.System);
        return await tool.CallAsync(new ToolInvocation(new TenantId("abcdefghjk"), null, "call", JsonNode.Parse(arguments)!.AsObject(), _ => { }), stop ?? TestContext.Current.CancellationToken);
    }
}
