using System.Diagnostics.Metrics;

namespace Fastchat.Chat.Citations;

/// <summary>What is counted of citations, under the meter <c>Fastchat.Chat</c>.</summary>
internal static class CitationMetrics
{
    private static readonly Meter Meter = new("Fastchat.Chat");

    /// <summary>Citations that were taken out of answers.</summary>
    public static readonly Counter<long> Dropped =
        Meter.CreateCounter<long>("fastchat.citations.dropped", "{citation}", "Citations taken out of answers because there is no such passage, or it does not support what is said.");
}
