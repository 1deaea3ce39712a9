using System.Diagnostics;
using System.Runtime.CompilerServices;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway;
using Fastchat.Runs;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Chat.Completions;

/// <summary>
/// What a stream in OpenAI's shape says beside its chunks, for those who ask for it: what is being done, and in the end what
/// it cost. Not by default, since OpenAI's libraries take every event for a chunk, whatever its name.
/// </summary>
/// <param name="envelope">How events are written.</param>
/// <param name="contextWindow">The most tokens of question and answer together; null where unknown.</param>
/// <param name="clock">The clock.</param>
internal sealed class StatusStream(EventEnvelope envelope, int? contextWindow, TimeProvider clock)
{
    private const string Schema = "fastchat.stream.v1";
    private const string FileSearch = "file_search";

    private readonly UInt128 _firstId = EventIds.Begin(clock.GetUtcNow());
    private readonly string _traceId = (Activity.Current?.TraceId ?? ActivityTraceId.CreateRandom()).ToHexString();
    private CompletionUsage _usage = new();
    private ulong _sequence;
    private bool _isSearching;

    /// <summary>What an event of the turn has to say.</summary>
    public IEnumerable<StreamChatCompletionResponse> Of(TurnEvent turnEvent)
    {
        _usage = turnEvent.Delta?.Usage ?? _usage;
        if (_isSearching)
        {
            _isSearching = false;
            yield return Status("tool_complete", "The files are searched.", FileSearch);
        }

        if (turnEvent.Delta?.Switch is { } taken) yield return Status("model_switched", taken.Discards ? $"{taken.To.Name} answers anew." : $"{taken.To.Name} goes on.");
        switch (turnEvent.Status)
        {
            case StatusKind.Searching:
                _isSearching = true;
                yield return Status("tool_start", "The files are being searched.", FileSearch);
                break;
            case StatusKind.Thinking:
                yield return Status("thinking", "The model is at work.");
                break;
            case StatusKind.ParamsDropped:
                yield return Status("params_dropped", turnEvent.Message ?? "");
                break;
            case StatusKind.ContextTrimmed:
                yield return Status("context_trimmed", turnEvent.Message ?? "");
                break;
            case StatusKind.PersonalData:
                yield return Status("personal_data", turnEvent.Message ?? "");
                break;
            case StatusKind.ToolStart:
                yield return Status("tool_start", "The tool is called.", turnEvent.Tool?.Name);
                break;
            case StatusKind.ToolProgress:
                yield return Status("tool_progress", turnEvent.Message ?? "", turnEvent.Tool?.Name);
                break;
            case StatusKind.ToolEnd:
                yield return Status("tool_complete", turnEvent.Tool?.Run is { Error.Length: > 0 } failed ? failed.Error : "The tool has answered.", turnEvent.Tool?.Name);
                break;
            case StatusKind.ToolLimit:
                yield return Status("tool_limit", turnEvent.Message ?? "");
                break;
        }
    }

    /// <summary>The same answer, with a word before the error it ends in, when it ends in one after it has begun.</summary>
    public async IAsyncEnumerable<StreamChatCompletionResponse> TellFailureAsync(
        IAsyncEnumerable<StreamChatCompletionResponse> answer, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var pieces = answer.GetAsyncEnumerator(cancellationToken);
        for (var hasBegun = false; ; hasBegun = true)
        {
            FastchatException? failure = null;
            try
            {
                if (!await pieces.MoveNextAsync()) yield break;
            }
            catch (FastchatException e) when (hasBegun)
            {
                failure = e;
            }

            if (failure is null)
            {
                yield return pieces.Current;
                continue;
            }

            yield return Status("error", failure.Message);
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>What the answer cost, at its end.</summary>
    public StreamChatCompletionResponse Usage()
    {
        var usage = new StreamUsage { PromptTokens = _usage.PromptTokens, CompletionTokens = _usage.CompletionTokens, TotalTokens = _usage.TotalTokens, IsFinal = true };
        if (contextWindow is { } window) (usage.ContextWindowLimit, usage.ContextUtilizationPct) = (window, Math.Round(100d * usage.TotalTokens / window, 2));
        if (envelope != EventEnvelope.Canonical) return new StreamChatCompletionResponse { Usage = usage };
        var enveloped = Envelope();
        enveloped.FcEvent.Usage = usage;
        return enveloped;
    }

    private StreamChatCompletionResponse Status(string type, string message, string? tool = null)
    {
        var status = new StreamStatus { Type = type, Message = message, Timestamp = Now };
        if (tool is not null) status.Tool = tool;
        if (envelope != EventEnvelope.Canonical) return new StreamChatCompletionResponse { Status = status };
        var enveloped = Envelope();
        enveloped.FcEvent.Status = status;
        return enveloped;
    }

    private StreamChatCompletionResponse Envelope() =>
        new() { FcEvent = new StreamEnvelope { Schema = Schema, EventId = EventIds.Of(_firstId, ++_sequence), TraceId = _traceId, Timestamp = Now } };

    private Timestamp Now => Timestamp.FromDateTimeOffset(clock.GetUtcNow());
}
