using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway;
using Fastchat.ModelGateway.Registry;
using Fastchat.Providers.Models;
using Fastchat.Testing;

namespace Fastchat.Providers.Faults;

/// <summary>One question to one or two upstreams with whom things go wrong.</summary>
internal sealed class FaultRun(ScriptedUpstream upstream, int seed)
{
    private static readonly ModelTimeouts Timeouts = new() { FirstToken = TimeSpan.FromMilliseconds(500), BetweenTokens = TimeSpan.FromMilliseconds(400), Total = TimeSpan.FromSeconds(3) };

    // Whatever else an error may be called, these are what a caller can expect when upstreams fail.
    private static readonly ErrorReason[] Known =
    [
        ErrorReason.UpstreamUnavailable, ErrorReason.UpstreamTimeout, ErrorReason.UpstreamStreamBroken, ErrorReason.UpstreamRateLimited, ErrorReason.ModelOverloaded,
    ];

    private readonly Random _random = new(seed);
    private readonly List<FaultPlan> _plans = [];

    /// <summary>How the run ended: "complete", or the error's reason.</summary>
    public string Outcome { get; private set; } = "";

    /// <summary>What is wrong with how it ended; null for nothing.</summary>
    public async Task<string?> PlayAsync(CancellationToken cancellationToken)
    {
        for (var i = _random.Next(3) == 0 ? 1 : 2; i > 0; i--) _plans.Add(FaultPlan.Draw(_random));
        TimeProvider clock = _random.Next(4) == 0 ? new SteppedClock(seed) : TimeProvider.System;
        var targets = _plans.Select((plan, i) => new FaultTarget($"run{seed}-{(char)('a' + i)}", upstream, plan, seed + i, clock)).ToList();
        var model = new RegisteredModel
        {
            Name = "m",
            Targets = [.. targets.Select(t => new ModelTarget(t.Name, t.Name))],
            Choice = TargetChoice.InOrder,
            Retries = _random.Next(3),
            Timeouts = Timeouts,
            HedgeAfter = _random.Next(4) == 0 ? TimeSpan.FromMilliseconds(100) : null,
        };
        using var router = TestRouter.Create(clock);
        string? wrong;
        try
        {
            var registry = new RegistrySnapshot(1, targets.Select(t => t.Provider), [model]);
            wrong = await CheckAsync(router.StreamAsync(registry, model, Request(), cancellationToken), targets).WaitAsync(Timeouts.Total + Eventually.Patience, cancellationToken);
        }
        catch (TimeoutException)
        {
            wrong = "it hangs";
        }

        foreach (var target in targets) await target.DisposeAsync();
        wrong ??= targets.Where(t => upstream.Requests(t.Name) > t.Model.Asked).Select(t => $"{t.Name} was asked {upstream.Requests(t.Name)} times for {t.Model.Asked} attempts").FirstOrDefault();
        return wrong is null ? null : $"seed {seed}: {wrong} ({string.Join(" | ", _plans)})";
    }

    private async Task<string?> CheckAsync(IAsyncEnumerable<ModelDelta> stream, List<FaultTarget> targets)
    {
        var (text, reason, asked) = ("", (string?)null, 0);
        FaultTarget? answering = null;
        try
        {
            await foreach (var delta in stream)
            {
                if (delta.Origin is { } origin)
                {
                    answering = targets.Single(t => t.Name == origin.Provider);
                    asked = targets.Sum(t => t.Model.Asked);
                }

                text += delta.Text;
                reason = delta.FinishReason ?? reason;
            }
        }
        catch (FastchatException e)
        {
            Outcome = e.Reason.ToString();
            if (!Known.Contains(e.Reason)) return $"the error is {e.Reason}: {e.Message}";
            if (answering is null) return e.Delivered is null ? null : "something is said to be delivered";
            if (targets.Sum(t => t.Model.Asked) != asked) return "it was repeated after its first delta";
            return e.Delivered is { Deltas: > 0 } delivered && delivered.Characters == text.Length ? null : $"{text.Length} characters came, and {e.Delivered} are told";
        }
        catch (Exception e)
        {
            return $"the error has no type: {e}";
        }

        Outcome = "complete";
        var whole = string.Concat(ScriptedUpstream.Words(answering!.Name));
        if (targets.Sum(t => t.Model.Asked) != asked) return "it was repeated after its first delta";
        if (answering.Plan.Script == UpstreamScript.HugeEvent) return text.Length > whole.Length ? null : "a huge answer was cut";
        return text == whole && reason == "stop" ? null : $"'{text}' ({reason}) is taken for '{whole}'";
    }

    private static ModelRequest Request() =>
        new() { Parameters = new ChatCompletionParams { Model = "m", Messages = { new ChatMessage { Role = ChatRole.User, Text = "?" } } }, Question = "?" };
}
