using Fastchat.Governance.Limits;

namespace Fastchat.Tools;

public sealed class ToolFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_ToolsAndLimits_AreWhatIsStated()
    {
        var stated = Read(
            """
            limits: {rounds: 3, calls: 5, calls_at_once: 2, time: 30s, tokens: 900, cost: 0.5}
            tools:
              weather:
                description: Tells the weather of a city.
                parameters: {type: object, properties: {city: {type: string}, days: {type: integer}}, required: [city]}
                url: https://weather.example/v1/{city}
                method: post
                headers: {Authorization: "Bearer ${WEATHER_KEY}"}
                timeout: 2s
                max_result_bytes: 100
                requires_approval: true
            """,
            out var problems);

        Assert.Empty(problems);
        var tool = Assert.Single(stated!.Tools);
        Assert.Equal(("weather", "POST", "Bearer s3cret-key", true), (tool.Name, tool.Spec.Method, tool.Spec.Headers["Authorization"], tool.Spec.RequiresApproval));
        Assert.Equal(["s3cret-key"], tool.Secrets);
        Assert.DoesNotContain("s3cret", tool.ToString(), StringComparison.Ordinal);
        Assert.Equal(
            new ToolLimits { Rounds = 3, Calls = 5, CallsAtOnce = 2, Time = TimeSpan.FromSeconds(30), Tokens = 900, Cost = LimitMetric.CostUnit / 2 },
            stated.Limits);
    }

    [Fact]
    public void Read_Json_IsReadAsWell()
    {
        var stated = Read("""{"tools": {"ping": {"description": "Pings.", "url": "https://ping.example/"}}}""", out var problems);

        Assert.Empty(problems);
        Assert.Equal(("GET", "object"), (stated!.Tools[0].Spec.Method, stated.Tools[0].Spec.Parameters.Fields["type"].StringValue));
        Assert.Equal(new ToolLimits(), stated.Limits);
    }

    [Theory]
    [InlineData("description: d", "tools.t.url is required")]
    [InlineData("url: https://a.example/", "tools.t.description is required")]
    [InlineData("{description: d, url: 'ftp://a.example/'}", "tools.t.url must be an http(s) address")]
    [InlineData("{description: d, url: 'https://user:pw@a.example/'}", "tools.t.url must be an http(s) address")]
    [InlineData("{description: d, url: 'https://{host}/'}", "tools.t.url must name its server itself")]
    [InlineData("{description: d, url: 'https://a.example/{x}'}", "{x}, which must be one of the required parameters")]
    [InlineData("{description: d, url: 'https://a.example/', method: HEAD}", "tools.t.method must be one of")]
    [InlineData("{description: d, url: 'https://a.example/', headers: {A: '${NOBODY}'}}", "tools.t.headers.A names the variable NOBODY, which is not set")]
    [InlineData("{description: d, url: 'https://a.example/', headers: {Host: a}}", "tools.t.headers.Host must be the name of a header")]
    [InlineData("{description: d, url: 'https://a.example/', timeout: 301s}", "tools.t.timeout must be")]
    [InlineData("{description: d, url: 'https://a.example/', max_result_bytes: 1048577}", "tools.t.max_result_bytes must be 1 to 1048576")]
    [InlineData("{description: d, url: 'https://a.example/', parameters: {type: array}}", "tools.t.parameters must be the schema of an object")]
    [InlineData("{description: d, url: 'https://a.example/', parameters: {type: object, properties: 3}}", "tools.t.parameters.properties")]
    [InlineData("{description: d, url: 'https://a.example/', colour: red}", "tools.t.colour is not known")]
    public void Read_WrongTool_IsToldWithItsLine(string tool, string problem)
    {
        Assert.Null(Read($"tools:\n  t: {(tool.StartsWith('{') ? tool : $"{{{tool}}}")}\n", out var problems));

        Assert.Contains(problems, p => p.Contains(problem, StringComparison.Ordinal) && p.StartsWith($"{Path}:2: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("limits: {rounds: 0}", "limits.rounds must be 1 to 64, but is 0")]
    [InlineData("limits: {calls: 49}", "limits.calls must be 1 to 48, but is 49")]
    [InlineData("limits: {calls_at_once: 0}", "limits.calls_at_once must be 1 to 48")]
    [InlineData("limits: {time: 3601s}", "limits.time must be")]
    [InlineData("limits: {tokens: 0}", "limits.tokens must be 1 or more")]
    [InlineData("limits: {cost: 0}", "limits.cost must be more than 0")]
    [InlineData("tools: {current_time: {description: d, url: 'https://a.example/'}}", "there is a built-in tool of this one")]
    [InlineData("tools: {'not a name': {description: d, url: 'https://a.example/'}}", "must be a name of 1 to 64")]
    [InlineData("things: {}", "things is not known; there are tools and limits")]
    [InlineData("tools: {", "")]
    [InlineData("- a list", "must be one mapping")]
    public void Read_WrongFile_IsTold(string text, string problem)
    {
        Assert.Null(Read(text, out var problems));

        Assert.Contains(problems, p => p.Contains(problem, StringComparison.Ordinal) && p.StartsWith(Path, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_NoFile_IsTold()
    {
        var problems = new List<string>();

        Assert.Null(new ToolFile(Path, _ => null).Read(problems));

        Assert.Contains("cannot be read", Assert.Single(problems), StringComparison.Ordinal);
    }

    private string Path => System.IO.Path.Combine(_folder.Path, "tools.yaml");

    private StatedTools? Read(string text, out List<string> problems)
    {
        File.WriteAllText(Path, text);
        problems = [];
        return new ToolFile(Path, name => name == "WEATHER_KEY" ? "s3cret-key" : null).Read(problems);
    }
}
