using System.Text.Json.Nodes;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Foundation;
using Fastchat.Testing;

namespace Fastchat.Tools.BuiltIn;

public sealed class CurrentTimeToolTests
{
    private readonly FakeClock _clock = new(new DateTimeOffset(2026, 7, 1, 23, 30, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("{}", "2026-07-01T23:30:00+00:00", "Wednesday")]
    [InlineData("""{"time_zone": "Europe/Berlin"}""", "2026-07-02T01:30:00+02:00", "Thursday")]
    [InlineData("""{"time_zone": "America/New_York"}""", "2026-07-01T19:30:00-04:00", "Wednesday")]
    public async Task Call_Zone_IsTheTimeThere(string arguments, string time, string weekday)
    {
        var result = await CallAsync(arguments);

        Assert.True(result.IsOk);
        Assert.Equal((time, weekday), JsonNode.Parse(result.Text) is { } told ? (told["time"]!.GetValue<string>(), told["weekday"]!.GetValue<string>()) : default);
    }

    [Theory]
    [InlineData("Atlantis/Center")]
    [InlineData("")]
    [InlineData("../../etc/passwd")]
    public async Task Call_NoZone_IsToldToTheModel(string zone) =>
        Assert.Equal(ToolOutcome.InvalidArguments, (await CallAsync(new JsonObject { ["time_zone"] = zone }.ToJsonString())).Outcome);

    private ValueTask<ToolResult> CallAsync(string arguments) =>
        new CurrentTimeTool(_clock).CallAsync(new ToolInvocation(new TenantId("abcdefghjk"), null, "call", JsonNode.Parse(arguments)!.AsObject(), _ => { }), TestContext.Current.CancellationToken);
}
