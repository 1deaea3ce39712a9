using Fastchat.Governance.Identity;

namespace Fastchat.Governance.Limits;

/// <summary>Sets aside what an answer may come to, before any model is asked.</summary>
public sealed class AnswerLimiter(LimitBook book, LimitPools pools)
{
    /// <summary>Sets aside tokens, cost and a stream; null when nothing of it is limited.</summary>
    /// <param name="want">The answer.</param>
    /// <param name="cancellationToken">Gives up before anything is set aside.</param>
    public async ValueTask<AnswerRoom?> ReserveAsync(AnswerClaim want, CancellationToken cancellationToken)
    {
        var tenant = want.Caller.Tenant!.Value;
        var limits = await book.OfAsync(tenant, cancellationToken);
        if (limits.IsEmpty) return null;
        var claims = new List<LimitClaim>();
        foreach (var (subject, settings) in limits.For(want.Caller, want.User, want.Model))
        {
            var isModel = subject.StartsWith("model:", StringComparison.Ordinal);
            if (isModel && settings.HasRequestsPerMinute) claims.Add(LimitClaim.Exactly(subject, LimitMetric.RequestsPerMinute, settings.RequestsPerMinute, 1));
            if (isModel && settings.HasRequestsPerDay) claims.Add(LimitClaim.Exactly(subject, LimitMetric.RequestsPerDay, settings.RequestsPerDay, 1));
            if (settings.HasConcurrentStreams && want.IsStream) claims.Add(LimitClaim.Exactly(subject, LimitMetric.ConcurrentStreams, settings.ConcurrentStreams, 1));
            if (settings.HasTokensPerMinute) claims.Add(LimitClaim.UpTo(subject, LimitMetric.TokensPerMinute, settings.TokensPerMinute, want.MostTokens));
            if (settings.HasCostPerDay) claims.Add(LimitClaim.UpTo(subject, LimitMetric.CostPerDay, Units(settings.CostPerDay), want.MostCost));
            if (settings.HasCostPerMonth) claims.Add(LimitClaim.UpTo(subject, LimitMetric.CostPerMonth, Units(settings.CostPerMonth), want.MostCost));
        }

        if (claims.Count == 0) return null;
        var taking = await pools.TakeAsync(tenant, claims, isHeld: true, cancellationToken);
        return new AnswerRoom(taking.Standing, taking.Hold, BoundsLength: claims.Exists(c => c.Need != c.Amount));
    }

    // A limit below the smallest unit still is one: nothing but the first answer.
    private static long Units(double cost) => Math.Max(1, (long)Math.Min(cost * LimitMetric.CostUnit, long.MaxValue / 2));
}
