using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Server;

public sealed partial class LifecycleTests(ITestOutputHelper figures)
{
    [Fact(Timeout = Limits.Test)]
    public async Task Program_FirstStart_PrintsWhereItIsAndStopsCleanly()
    {
        using var folder = new TemporaryFolder();
        var begun = Stopwatch.GetTimestamp();
        using var process = ServerProcess.Start(("PORT", "0"), ("DATA_DIR", folder.Path));

        var address = Url().Match(await process.ReadToAsync("Fastchat listens on ")).Value;
        figures.WriteLine($"Ready after {Stopwatch.GetElapsedTime(begun).TotalMilliseconds:0} ms.");
        var page = (await process.ReadToAsync("Try it out: ")).Split(' ')[^1];
        var tenantKey = (await process.ReadToAsync("Tenant key: ")).Split(' ')[2];
        var adminKey = (await process.ReadToAsync("Admin key: ")).Split(' ', StringSplitOptions.RemoveEmptyEntries)[2];
        using var rest = new RestClient(new Uri(address), tenantKey);
        var models = await rest.GetAsync("/v1/models");
        await process.TerminateAsync();
        var (exitCode, _, errors) = await process.WaitAsync();

        Assert.Equal(HttpStatusCode.OK, models.Status);
        Assert.Equal($"{address}/docs", page);
        Assert.NotEqual(tenantKey, adminKey);
        foreach (var (name, key) in new[] { ("api-key", tenantKey), ("admin-key", adminKey) })
        {
            var path = Path.Combine(folder.Path, name);
            Assert.Equal(key, (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).Trim());
            if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }

        Assert.Equal((0, ""), (exitCode, errors));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Program_ManySettingsWrong_ListsAllAndEnds()
    {
        using var process = ServerProcess.Start(("PORT", "http"), ("FASTCHAT_API_KEY", "short"), ("FASTCHAT_LOG_LEVEL", "loud"));

        var (exitCode, output, errors) = await process.WaitAsync();

        Assert.Equal(2, exitCode);
        Assert.All(["PORT", "FASTCHAT_API_KEY", "FASTCHAT_LOG_LEVEL"], name => Assert.Contains(name, errors, StringComparison.Ordinal));
        Assert.Equal("", output);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Program_PortInUse_SaysSoAndEnds()
    {
        await using var first = await TestServer.StartAsync();
        using var folder = new TemporaryFolder();
        using var process = ServerProcess.Start(("PORT", $"{first.Host.Address.Port}"), ("DATA_DIR", folder.Path));

        var (exitCode, output, errors) = await process.WaitAsync();

        Assert.Equal(2, exitCode);
        Assert.Contains($"{first.Host.Address.Port}", errors, StringComparison.Ordinal);
        Assert.Contains("address already in use", errors, StringComparison.Ordinal);
        Assert.Equal("", output);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Program_FolderInUse_SaysSoAndEnds()
    {
        await using var first = await TestServer.StartAsync();
        using var process = ServerProcess.Start(("PORT", "0"), ("DATA_DIR", first.Folder.Path));

        var (exitCode, output, errors) = await process.WaitAsync();

        Assert.Equal(2, exitCode);
        Assert.Contains($"{first.Folder.Path} is in use by another Fastchat server", errors, StringComparison.Ordinal);
        Assert.Equal("", output);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Start_PortInUse_LetsTheFolderGo()
    {
        await using var first = await TestServer.StartAsync();
        var folder = new TemporaryFolder();

        await Assert.ThrowsAsync<IOException>(() => TestServer.StartAsync(folder, options => options with { Port = first.Host.Address.Port }));

        await using var second = await TestServer.StartAsync(folder);
        Assert.Equal(HttpStatusCode.OK, (await second.Rest.GetAsync("/v1/models")).Status);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Health_OnceStarted_Answers200AndNamesWhatItDependsOn()
    {
        await using var server = await TestServer.StartAsync();

        var answer = await server.RestAs(null).GetAsync("/v1/health");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains(answer.Json.GetProperty("status").GetString(), new[] { "healthy", "degraded" });
        Assert.Equal("healthy", answer.Json.GetProperty("services").GetProperty("database").GetProperty("status").GetString());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Restart_SameFolder_KeepsEverything()
    {
        var first = await TestServer.StartAsync();
        var store = await first.Rest.MakeStoreAsync(("lighthouse.txt", LighthouseServer.Text));
        var welcome = await GreetAsync(first, new StringWriter());

        await using var second = await TestServer.StartAsync(await first.StopAsync());

        Assert.Contains("54 metres", (await second.Rest.PostAsync($"/v1/vector_stores/{store}/search", new { query = LighthouseServer.Question })).Text, StringComparison.Ordinal);
        Assert.Equal(welcome, await GreetAsync(second, new StringWriter()));
        Assert.Equal(2, (await second.Rest.GetAsync("/v1/vector_stores")).Json.GetProperty("data").GetArrayLength());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Greeting_ConfiguredKeys_AreNotPrinted()
    {
        await using var server = await TestServer.StartAsync();
        var printed = new StringWriter();

        await GreetAsync(server, printed);

        Assert.DoesNotContain(TestServer.ApiKey, printed.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(TestServer.AdminKey, printed.ToString(), StringComparison.Ordinal);
        Assert.Contains("$FASTCHAT_API_KEY", printed.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Greeting_WelcomeStoreWasDeleted_DoesNotMakeItAnew()
    {
        await using var server = await TestServer.StartAsync();
        var store = await GreetAsync(server, new StringWriter());
        await server.Rest.DeleteAsync($"/v1/vector_stores/{store}");
        var printed = new StringWriter();

        await Greeting.WriteAsync(server.Host, printed);

        Assert.Empty((await server.Rest.GetAsync("/v1/vector_stores")).Json.GetProperty("data").EnumerateArray());
        Assert.Contains("/v1/models", printed.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("vector_store_ids", printed.ToString(), StringComparison.Ordinal);
    }

    private static async Task<string> GreetAsync(TestServer server, TextWriter printed)
    {
        await Greeting.WriteAsync(server.Host, printed);
        return await server.Host.Services.GetRequiredService<Welcome>()
            .EnsureAsync(server.Host.Tenant, Path.Combine(AppContext.BaseDirectory, "guide"), TestContext.Current.CancellationToken) ?? throw new InvalidOperationException("There is no welcome store.");
    }

    [GeneratedRegex(@"http://\S+")]
    private static partial Regex Url();
}
