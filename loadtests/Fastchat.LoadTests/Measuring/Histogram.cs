using System.Numerics;

namespace Fastchat.LoadTests.Measuring;

/// <summary>
/// Counts of values from 0 to 2^40, each known to within 1.6 %: 64 steps for each doubling, after HdrHistogram. Written by one
/// thread at a time.
/// </summary>
internal sealed class Histogram
{
    private const int StepBits = 6;
    private const int Steps = 1 << StepBits;
    private const long Most = (1L << 40) - 1;

    private readonly long[] _counts = new long[(40 - StepBits + 1) * Steps];

    /// <summary>How many values.</summary>
    public long Count { get; private set; }

    /// <summary>The largest.</summary>
    public long Max { get; private set; }

    /// <summary>Adds a value; one out of range counts as the nearest.</summary>
    public void Add(long value)
    {
        value = Math.Clamp(value, 0, Most);
        _counts[Place(value)]++;
        Count++;
        Max = Math.Max(Max, value);
    }

    /// <summary>Adds another's values.</summary>
    public void Add(Histogram other)
    {
        for (var i = 0; i < _counts.Length; i++) _counts[i] += other._counts[i];
        Count += other.Count;
        Max = Math.Max(Max, other.Max);
    }

    /// <summary>The value that so large a share of all do not exceed; 0 when there are none.</summary>
    /// <param name="share">0 to 1, for example 0.99.</param>
    public long Percentile(double share)
    {
        var wanted = Math.Max(1, (long)Math.Ceiling(share * Count));
        var seen = 0L;
        for (var i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= wanted) return Math.Min(Highest(i), Max);
        }

        return Max;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Array.Clear(_counts);
        (Count, Max) = (0, 0);
    }

    // Values below 128 have a place each; from there on each doubling has 64.
    private static int Place(long value)
    {
        var shift = Math.Max(0, 63 - BitOperations.LeadingZeroCount((ulong)value) - StepBits);
        return (shift * Steps) + (int)(value >> shift);
    }

    private static long Highest(int place)
    {
        if (place < 2 * Steps) return place;
        var shift = (place / Steps) - 1;
        return ((place - ((long)shift * Steps) + 1) << shift) - 1;
    }
}
