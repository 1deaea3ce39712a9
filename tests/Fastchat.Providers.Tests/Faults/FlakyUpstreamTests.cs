using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway;
using Fastchat.ModelGateway.Registry;
using Fastchat.Providers.Corpora;
using Fastchat.Providers.Models;
using Fastchat.Testing;

namespace Fastchat.Providers.Faults;

/// <summary>One upstream that fails for nearly a third of all questions, and one that is well. FASTCHAT_EXPERIMENTS=1 asks 10,000.</summary>
public sealed class FlakyUpstreamTests
{
    private static readonly int Calls = CorpusFolder.RunsExperiments ? 10_000 : 500;

    private static readonly UpstreamScript[] Failures = [UpstreamScript.Fails, UpstreamScript.Unavailable, UpstreamScript.Overloaded, UpstreamScript.Aborts, UpstreamScript.ErrorPage];

    [Theory]
    [InlineData(TargetChoice.Weighted)]
    [InlineData(TargetChoice.LeastBusy)]
    public async Task Calls_OneOfTwoFailsForAThird_AllButNoneSucceedAtLittleCost(TargetChoice choice)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var upstream = await ScriptedUpstream.StartAsync(ct);
        upstream.Play("flaky", () => Random.Shared.Next(100) < 30 ? Failures[Random.Shared.Next(Failures.Length)] : UpstreamScript.Well);
        upstream.Play("well", () => UpstreamScript.Well);
        using var client = new UpstreamClient(UpstreamOptions.Parse($"http://127.0.0.1:{upstream.Port}", null, null), TimeProvider.System);
        using var router = TestRouter.Create();
        var model = new RegisteredModel { Name = "m", Targets = [new ModelTarget("flaky", "flaky"), new ModelTarget("well", "well")], Choice = choice };
        var registry = new RegistrySnapshot(1, [new FakeModelProvider(new UpstreamChatModel(client)) { Name = "flaky" }, new FakeModelProvider(new UpstreamChatModel(client)) { Name = "well" }], [model]);
        var failed = 0;

        await Parallel.ForAsync(0, Calls, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = ct }, async (_, token) =>
        {
            var request = new ModelRequest { Parameters = new ChatCompletionParams { Model = "m", Messages = { new ChatMessage { Role = ChatRole.User, Text = "?" } } }, Question = "?" };
            try
            {
                await router.StreamAsync(registry, model, request, token).CountAsync(token);
            }
            catch (FastchatException)
            {
                Interlocked.Increment(ref failed);
            }
        });

        var asked = upstream.Requests("flaky") + upstream.Requests("well");
        TestContext.Current.TestOutputHelper?.WriteLine($"{Calls} calls, {failed} failed, {asked / (double)Calls:0.000} requests per call, {upstream.Requests("flaky")} of them to the flaky one");
        Assert.True(failed <= Calls / 10_000, $"{failed} calls failed.");
        Assert.True(asked <= Calls * 1.3, $"{asked} requests for {Calls} calls.");
    }
}
