using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Runs;

namespace Fastchat.Chat.Converse;

/// <summary>What the runs of one stream wait to hear from its caller. Safe for use by many threads.</summary>
internal sealed class AwaitedAnswers
{
    private readonly Lock _lock = new();
    private readonly List<Question> _questions = [];
    private bool _isClosed;

    /// <summary>Begins to wait; whoever waits disposes the question when he waits no longer.</summary>
    /// <exception cref="FastchatException">CALL_UNANSWERED: the caller says nothing any more.</exception>
    public Question Ask(string runId, string callId, AwaitedKind kind)
    {
        var question = new Question(this, runId, callId, kind);
        lock (_lock)
        {
            if (_isClosed) throw Closed(callId);
            _questions.Add(question);
        }

        return question;
    }

    /// <summary>The caller answers.</summary>
    /// <param name="runId">The run that waits, one of the stream's; empty where the call's id alone says it.</param>
    /// <param name="callId">The call.</param>
    /// <param name="kind">What is answered.</param>
    /// <param name="answer">The answer.</param>
    /// <exception cref="FastchatException">MISSING_FIELD or INVALID_VALUE: nothing waits for it, or more than one run does.</exception>
    public void Answer(string runId, string callId, AwaitedKind kind, CallerAnswer answer)
    {
        if (callId.Length == 0) throw FastchatException.MissingField("call_id");
        lock (_lock)
        {
            var asked = _questions.FindAll(q => q.Kind == kind && q.CallId == callId && (runId.Length == 0 || q.RunId == runId));
            if (asked.Count > 1) throw FastchatException.InvalidValue("run_id", $"run_id must name the run: {asked.Count} wait for the call '{callId}'.");
            if (asked.Count == 0 || !asked[0].Give(answer))
                throw FastchatException.InvalidValue("call_id", $"call_id must be that of a call that waits for {(kind == AwaitedKind.Result ? "its result" : "leave")}; '{callId}' does not, or does no longer.");
        }
    }

    /// <summary>The caller says nothing any more: who waits is told so.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            foreach (var question in _questions) question.Fail(Closed(question.CallId));
        }
    }

    private static FastchatException Closed(string callId) => new(ErrorReason.CallUnanswered, $"The caller has closed his side of the stream and answers the call '{callId}' no more.");

    /// <summary>One thing that a run waits for.</summary>
    internal sealed class Question(AwaitedAnswers all, string runId, string callId, AwaitedKind kind) : IDisposable
    {
        private readonly TaskCompletionSource<CallerAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string RunId => runId;

        public string CallId => callId;

        public AwaitedKind Kind => kind;

        public Task<CallerAnswer> Answered => _answer.Task;

        public bool Give(CallerAnswer answer) => _answer.TrySetResult(answer);

        public void Fail(FastchatException why) => _answer.TrySetException(why);

        /// <inheritdoc />
        public void Dispose()
        {
            lock (all._lock) all._questions.Remove(this);
        }
    }
}
