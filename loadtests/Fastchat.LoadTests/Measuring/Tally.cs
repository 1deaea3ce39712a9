using System.Diagnostics;
using Fastchat.LoadTests.Calls;

namespace Fastchat.LoadTests.Measuring;

/// <summary>What came of the calls of one run. Written by the loop's thread; counts may be read by others while it goes on.</summary>
internal sealed class Tally
{
    private const int SlicesPerSecond = 4;
    private const int MostFaults = 20;

    private readonly long _begun = Stopwatch.GetTimestamp();
    private readonly List<Slice> _slices = [];
    private readonly Dictionary<string, int> _faults = [];
    private long _tokens;
    private long _started;
    private long _whole;
    private long _refused;
    private long _broken;

    /// <summary>Microseconds from the time a call was scheduled to its first token.</summary>
    public Histogram FirstToken { get; } = new();

    /// <summary>Microseconds between two tokens of a call.</summary>
    public Histogram Gap { get; } = new();

    /// <summary>Microseconds from the time a call was scheduled to its whole end.</summary>
    public Histogram Latency { get; } = new();

    /// <summary>Microseconds from the time a call was sent to its refusal.</summary>
    public Histogram Refusal { get; } = new();

    /// <summary>Tokens that came.</summary>
    public long Tokens => Volatile.Read(ref _tokens);

    /// <summary>Calls that were made.</summary>
    public long Started => Volatile.Read(ref _started);

    /// <summary>Calls that ended whole.</summary>
    public long Whole => Volatile.Read(ref _whole);

    /// <summary>Calls that were refused.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Calls that broke.</summary>
    public long Broken => Volatile.Read(ref _broken);

    /// <summary>Calls under way.</summary>
    public long Open => Started - Whole - Refused - Broken;

    /// <summary>What happened in each quarter of a second; read it when the run is over.</summary>
    public IReadOnlyList<Slice> Slices => _slices;

    /// <summary>What was wrong, with how often; read it when the run is over.</summary>
    public IReadOnlyDictionary<string, int> Faults => _faults;

    /// <summary>A call has begun.</summary>
    public void Begin() => Volatile.Write(ref _started, _started + 1);

    /// <summary>Tokens of a call have come.</summary>
    public void Add(LoadCall call, int count, long now)
    {
        if (call.First == 0) FirstToken.Add(Microseconds(now - call.Scheduled));
        else Gap.Add(Microseconds(now - call.Last));
        Volatile.Write(ref _tokens, _tokens + count);
        Current(now).Tokens += count;
    }

    /// <summary>A call has ended.</summary>
    public void End(LoadCall call)
    {
        var slice = Current(call.Ended);
        switch (call.Outcome)
        {
            case CallOutcome.Whole:
                if (call.Request.Protocol == WireProtocol.Json) Volatile.Write(ref _tokens, _tokens + call.Tokens);
                Latency.Add(Microseconds(call.Ended - call.Scheduled));
                slice.Latency.Add(Microseconds(call.Ended - call.Scheduled));
                Volatile.Write(ref _whole, _whole + 1);
                break;
            case CallOutcome.Refused:
                Refusal.Add(Microseconds(call.Ended - call.Sent));
                slice.Refused++;
                Volatile.Write(ref _refused, _refused + 1);
                break;
            default:
                Volatile.Write(ref _broken, _broken + 1);
                break;
        }

        if (call.Fault is { } fault && (_faults.Count < MostFaults || _faults.ContainsKey(fault))) _faults[fault] = _faults.GetValueOrDefault(fault) + 1;
    }

    /// <summary>Timestamps' difference in microseconds.</summary>
    public static long Microseconds(long timestamps) => timestamps * 1_000_000 / Stopwatch.Frequency;

    private Slice Current(long now)
    {
        var at = (int)((now - _begun) * SlicesPerSecond / Stopwatch.Frequency);
        while (_slices.Count <= at) _slices.Add(new Slice((double)_slices.Count / SlicesPerSecond, 1.0 / SlicesPerSecond));
        return _slices[Math.Max(0, at)];
    }
}
