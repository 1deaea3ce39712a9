using System.Globalization;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Rpc.Calls;

namespace Fastchat.Governance.Limits;

/// <summary>What a call is told of the limits it has drawn on.</summary>
public static class LimitRefusal
{
    /// <summary>Writes how a limit stands into the answer's headers.</summary>
    /// <exception cref="FastchatException">RATE_LIMIT_EXCEEDED: the claim did not fit.</exception>
    public static void Heed(ServerCall call, LimitStanding standing)
    {
        LimitHeaders.Write(call, standing);
        if (standing.Refused) throw Of(standing);
    }

    /// <summary>The error of a claim that did not fit.</summary>
    public static FastchatException Of(LimitStanding standing)
    {
        var whose = standing.Subject.Length == 0 ? "" : $" for {standing.Subject.Replace(":", " ", StringComparison.Ordinal)}";
        var most = standing.Metric.Readable(standing.Most).ToString(CultureInfo.InvariantCulture);
        return new FastchatException(
            ErrorReason.RateLimitExceeded,
            standing.Metric.Window is LimitWindow.None
                ? $"The limit of {most} {standing.Metric.Name} at once{whose} is reached; try again when one has ended."
                : $"The limit of {most} {standing.Metric.Name.Replace("/", " per ", StringComparison.Ordinal)}{whose} is reached; try again in {LimitHeaders.Format(standing.ResetAfter)}.")
        {
            RetryAfter = standing.ResetAfter,
        };
    }
}
