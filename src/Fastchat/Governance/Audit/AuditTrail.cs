using System.Diagnostics;
using System.Globalization;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Access;
using Fastchat.Governance.Identity;
using Fastchat.Rpc.Calls;
using Fastchat.Storage;
using Google.Protobuf;

namespace Fastchat.Governance.Audit;

/// <summary>
/// The record of a call under way. It sees the messages go by; the work inside adds what only it knows: tokens, cost, what was
/// decided. (1) The first request is remembered before the service gets it; (2) the record is stored before the only response
/// leaves, or, of a stream, before its end does. Not for use by two threads at once.
/// </summary>
public sealed class AuditTrail : CallObserver, IDisposable
{
    private const int LongestTraceId = 64;
    private const int LongestPolicy = 1000;

    private readonly ServerCall _call;
    private readonly AuditLog _log;
    private readonly RepeatedRefusals _refusals;
    private readonly TimeProvider _clock;
    private readonly string _permission;
    private readonly long _begun;
    private readonly MessageHash _requests = new();
    private readonly MessageHash _responses = new();
    private readonly AuditFacts _resources = new();
    private readonly AuditFacts _facts = new();
    private readonly List<string> _decisions = [];
    private readonly AuditEntry? _head;
    private string? _intent;
    private string? _failure;
    private long? _inputTokens;
    private long? _outputTokens;
    private long? _costNanos;
    private Task _beside = Task.CompletedTask;
    private bool _ended;

    internal AuditTrail(ServerCall call, AuditLog log, RepeatedRefusals refusals, string permission, TimeProvider clock)
    {
        _call = call;
        _log = log;
        _refusals = refusals;
        _permission = permission;
        _clock = clock;
        _begun = clock.GetTimestamp();
    }

    // Of work that goes on behind the call.
    private AuditTrail(AuditTrail call)
        : this(call._call, call._log, call._refusals, call._permission, call._clock)
    {
        _head = call.Head();
        _decisions.AddRange(call._decisions);
    }

    /// <summary>Begins a record of work that goes on when this call has been answered; whoever does the work ends it.</summary>
    /// <exception cref="DatabaseUnavailableException">It cannot be remembered, and so must not begin.</exception>
    public async ValueTask<AuditTrail> GoOnAsync()
    {
        var behind = new AuditTrail(this);
        behind.Add("background", "true");
        behind._intent = await _log.BeginAsync(behind.Head());
        return behind;
    }

    /// <summary>Adds a fact: a count, a size, the name of a model. Prose is not kept.</summary>
    public void Add(string name, string value) => _facts.Add(name, value);

    /// <summary>Adds a number.</summary>
    public void Add(string name, long value) => _facts.Add(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Adds tokens that a model read and wrote.</summary>
    public void AddTokens(long input, long output)
    {
        _inputTokens = (_inputTokens ?? 0) + input;
        _outputTokens = (_outputTokens ?? 0) + output;
    }

    /// <summary>Adds cost, in billionths of the currency of prices.</summary>
    public void AddCost(long nanos) => _costNanos = (_costNanos ?? 0) + nanos;

    /// <summary>Says what a rule decided: "deny by rule office-hours". Nothing that a caller wrote.</summary>
    public void Decide(string decision) => _decisions.Add(decision);

    /// <summary>Says that the work failed though the call itself may end well, as runs do that tell of it in an event.</summary>
    public void Fail(ErrorReason reason) => _failure ??= ErrorTable.Code(reason);

    /// <summary>Something else that has to be stored before the call is answered; it goes beside the record rather than before it.</summary>
    public void StoreBeside(Task work) => _beside = _beside.IsCompletedSuccessfully ? work : Task.WhenAll(_beside, work);

    /// <inheritdoc />
    public override ValueTask OnRequestAsync(IMessage message)
    {
        _requests.Add(message);
        return _requests.Count == 1 ? BeginAsync(message) : default;
    }

    /// <inheritdoc />
    public override ValueTask OnResponseAsync(IMessage message)
    {
        _responses.Add(message);
        if (_responses.Count == 1) MessageNames.AddIds(message, _resources);
        return _call.RpcMethod.ServerStreams ? default : new ValueTask(EndAsync(AuditEntry.Ok));
    }

    /// <summary>Stores the record; once, whoever is first.</summary>
    /// <exception cref="FastchatException">AUDIT_UNAVAILABLE.</exception>
    internal async Task EndAsync(string outcome)
    {
        if (_ended) return;
        _ended = true;
        var record = StoreAsync(Entry(outcome));
        await _beside;
        await record;
    }

    // No request was taken, so nothing can have been done: such calls may come without end.
    private Task StoreAsync(AuditEntry entry) =>
        entry.Outcome != AuditEntry.Ok && _intent is null && _requests.Count == 0 ? _refusals.AddAsync(entry) : _log.AppendAsync(entry, _intent);

    /// <inheritdoc />
    public void Dispose()
    {
        _requests.Dispose();
        _responses.Dispose();
    }

    private async ValueTask BeginAsync(IMessage message)
    {
        _decisions.Insert(0, $"allow {_permission}");
        MessageNames.AddIds(message, _resources);
        if (_permission.EndsWith(".write", StringComparison.Ordinal)) MessageNames.AddFields(message, _facts);
        _intent = await _log.BeginAsync(Head());
    }

    private AuditEntry Head() => _head ?? HeadOf(_call);

    private AuditEntry HeadOf(ServerCall call)
    {
        var caller = (Caller)call.Principal!;
        var trace = Activity.Current is { } activity ? activity.TraceId.ToHexString() : call.RequestId;
        return new AuditEntry
        {
            Chain = AuditChain.Of(caller.Tenant),
            TraceId = trace.Length <= LongestTraceId ? trace : trace[..LongestTraceId],
            Actor = caller.KeyId,
            Role = caller.IsAdmin ? "operator" : Roles.Name(caller.Role),
            Action = call.RpcMethod.FullName.TrimStart('/'),
            Resources = _resources.ToString(),
        };
    }

    private AuditEntry Entry(string outcome)
    {
        Count("request", _requests);
        Count("response", _responses);
        var policy = string.Join("; ", _decisions);
        return Head() with
        {
            Outcome = outcome == AuditEntry.Ok ? _failure ?? outcome : outcome,
            LatencyUs = (long)_clock.GetElapsedTime(_begun).TotalMicroseconds,
            RequestHash = _requests.Finish(),
            ResponseHash = _responses.Finish(),
            InputTokens = _inputTokens,
            OutputTokens = _outputTokens,
            CostNanos = _costNanos,
            Policy = policy.Length <= LongestPolicy ? policy : policy[..LongestPolicy],
            Facts = _facts.ToString(),
        };
    }

    private void Count(string name, MessageHash messages)
    {
        if (messages.Count > 1) Add($"{name}s", messages.Count);
        if (messages.Count > 0) Add($"{name}_bytes", messages.Bytes);
    }
}
