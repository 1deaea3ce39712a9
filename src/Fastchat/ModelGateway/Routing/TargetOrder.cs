using Fastchat.ModelGateway.Registry;

namespace Fastchat.ModelGateway.Routing;

/// <summary>
/// In which order a model's targets are asked. By chance: each draws a number, -ln(u) / weight, and the smallest is first,
/// which gives each its share of first places. A sticky key takes the place of chance (rendezvous hashing): it finds the
/// same target on every node with no table, and when a target comes or goes only the keys move that must.
/// </summary>
internal static class TargetOrder
{
    /// <summary>The targets whose providers there are, the one to ask first at the front.</summary>
    public static Candidate[] Of(RegisteredModel model, RegistrySnapshot registry, ProviderGuards guards, string? stickyKey, Random random)
    {
        var candidates = Candidates(model, registry, guards);
        if (candidates.Length < 2 || model.Choice == TargetChoice.InOrder) return candidates;
        var ranks = new double[candidates.Length];
        for (var i = 0; i < ranks.Length; i++) ranks[i] = Rank(model.Choice, candidates[i], stickyKey, random);
        Array.Sort(ranks, candidates);
        return candidates;
    }

    private static double Rank(TargetChoice choice, Candidate candidate, string? stickyKey, Random random)
    {
        var target = candidate.Target;
        if (target.Weight <= 0) return double.MaxValue;
        if (stickyKey is not null) return -Math.Log(StableHash.Fraction(stickyKey, target.Provider, target.Model)) / target.Weight;
        var chance = 1 - random.NextDouble();

        // Chance only decides between those that are equally busy.
        return choice == TargetChoice.LeastBusy ? (candidate.Guard.UnderWay + (chance / 1024)) / target.Weight : -Math.Log(chance) / target.Weight;
    }

    private static Candidate[] Candidates(RegisteredModel model, RegistrySnapshot registry, ProviderGuards guards)
    {
        var candidates = new Candidate[model.Targets.Count];
        var count = 0;
        foreach (var target in model.Targets)
        {
            if (registry.Providers.TryGetValue(target.Provider, out var provider)) candidates[count++] = new Candidate(target, provider, guards.Of(provider));
        }

        if (count < candidates.Length) Array.Resize(ref candidates, count);
        return candidates;
    }
}
