using System.Text;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Contracts.Type.V1;
using Fastchat.Foundation;
using Fastchat.Language;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Chat.Responses;

/// <summary>
/// The events of a run in OpenAI's words. The same run gives the same events with the same numbers, however often and wherever it
/// is told: whoever goes on behind a number is told from the beginning and hears only of what is behind it.
/// </summary>
/// <param name="begun">The response before anything of it is made.</param>
/// <param name="tellsResults">Whether what a search found is told.</param>
internal sealed class ResponseStream(Response begun, bool tellsResults)
{
    private readonly List<ResponseItem> _output = [];
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _refusal = new();
    private readonly List<Annotation> _annotations = [];
    private readonly List<Struct> _logprobs = [];
    private readonly SortedDictionary<int, RequestedCall> _calls = [];
    private Open _open;
    private string _itemId = "";
    private readonly Dictionary<string, int> _done = new(StringComparer.Ordinal);
    private int _callIndex;
    private int _textBefore;
    private long _sequence;

    private enum Open
    {
        Nothing,
        Search,
        Compaction,
        Message,
        Text,
        Refusal,
        Call,
    }

    /// <summary>The response so far; whole when its terminal event was told.</summary>
    public Response Response { get; private set; } = begun;

    /// <summary>What an event of the run becomes.</summary>
    public IEnumerable<ResponseStreamEvent> Tell(ChatEvent chatEvent)
    {
        foreach (var next in Of(chatEvent))
        {
            next.SequenceNumber = _sequence++;
            yield return next;
        }
    }

    /// <summary>Takes an event in, and tells nobody.</summary>
    public void Follow(ChatEvent chatEvent)
    {
        foreach (var _ in Tell(chatEvent))
        {
        }
    }

    private IEnumerable<ResponseStreamEvent> Of(ChatEvent chatEvent) => chatEvent.PayloadCase switch
    {
        ChatEvent.PayloadOneofCase.Status when chatEvent.Status.Kind == StatusKind.Started => Begin(),
        ChatEvent.PayloadOneofCase.Status when chatEvent.Status.Kind == StatusKind.Searching => BeginSearch(),
        ChatEvent.PayloadOneofCase.Status when chatEvent.Status.Compaction is { } compaction => Compact(compaction),
        ChatEvent.PayloadOneofCase.Status when chatEvent.Status.Kind == StatusKind.ToolStart => BeginDone(chatEvent.Status.ToolStep),
        ChatEvent.PayloadOneofCase.Status when chatEvent.Status is { Kind: StatusKind.ToolEnd, ToolStep.Run.ByCaller: false } => EndDone(chatEvent.Status.ToolStep.Run),
        ChatEvent.PayloadOneofCase.Search => EndSearch(chatEvent.Search),
        ChatEvent.PayloadOneofCase.Token => Say(chatEvent.Token),
        ChatEvent.PayloadOneofCase.Citation => Cite(chatEvent.Citation.Citation),
        ChatEvent.PayloadOneofCase.Tool => Call(chatEvent.Tool),
        ChatEvent.PayloadOneofCase.Complete => Complete(chatEvent.Complete, chatEvent.Timestamp.ToDateTimeOffset()),
        ChatEvent.PayloadOneofCase.Error => Fail(chatEvent.Error),
        _ => [],
    };

    private IEnumerable<ResponseStreamEvent> Begin()
    {
        yield return new ResponseStreamEvent { Created = State() };
        if (Response.Background) yield return new ResponseStreamEvent { Queued = State() };
        Response.Status = "in_progress";
        yield return new ResponseStreamEvent { InProgress = State() };
    }

    private IEnumerable<ResponseStreamEvent> BeginSearch()
    {
        yield return Begin(Open.Search, Ids.FileSearchCall, id => ResponseShape.Search(id, "in_progress", new SearchReport(), tellsResults: false));
        yield return new ResponseStreamEvent { FileSearchCallInProgress = Progress() };
        yield return new ResponseStreamEvent { FileSearchCallSearching = Progress() };
    }

    private IEnumerable<ResponseStreamEvent> EndSearch(SearchReport report)
    {
        if (_open != Open.Search) yield break;
        yield return new ResponseStreamEvent { FileSearchCallCompleted = Progress() };
        yield return End(ResponseShape.Search(_itemId, "completed", report, tellsResults));
    }

    // It is there at once.
    private IEnumerable<ResponseStreamEvent> Compact(CompactedContext compaction)
    {
        foreach (var closed in Close("completed")) yield return closed;
        yield return Begin(Open.Compaction, Ids.Compaction, id => ResponseShape.Compaction(id, compaction));
        yield return End(ResponseShape.Compaction(_itemId, compaction));
    }

    private IEnumerable<ResponseStreamEvent> Say(TokenDelta token)
    {
        if (token.Text.Length > 0)
        {
            foreach (var opened in OpenPart(Open.Text)) yield return opened;
            _text.Append(token.Text);
            _logprobs.AddRange(token.Logprobs);
            yield return new ResponseStreamEvent { OutputTextDelta = new OutputTextDelta { ItemId = _itemId, OutputIndex = _output.Count, Delta = token.Text, Logprobs = { token.Logprobs } } };
        }

        if (!token.HasRefusal) yield break;
        foreach (var opened in OpenPart(Open.Refusal)) yield return opened;
        _refusal.Append(token.Refusal);
        yield return new ResponseStreamEvent { RefusalDelta = new RefusalDelta { ItemId = _itemId, OutputIndex = _output.Count, ContentIndex = RefusalIndex, Delta = token.Refusal } };
    }

    private IEnumerable<ResponseStreamEvent> Cite(Citation citation)
    {
        foreach (var opened in OpenPart(Open.Text)) yield return opened;
        var annotation = Completions.Annotations.Of(citation);
        annotation.Index -= _textBefore;
        _annotations.Add(annotation);
        yield return new ResponseStreamEvent
        {
            AnnotationAdded = new AnnotationAdded { ItemId = _itemId, OutputIndex = _output.Count, AnnotationIndex = _annotations.Count - 1, Annotation = annotation },
        };
    }

    private IEnumerable<ResponseStreamEvent> Call(ToolCallDelta piece)
    {
        if (_open != Open.Call || piece.Index != _callIndex)
        {
            foreach (var closed in Close("completed")) yield return closed;
            _callIndex = piece.Index;
            _calls[piece.Index] = new RequestedCall { CallId = piece.CallId, Name = piece.Name, Custom = piece.Custom };
            yield return Begin(Open.Call, piece.Custom ? Ids.CustomToolCall : Ids.FunctionCall, id => ResponseShape.Call(id, "in_progress", _calls[_callIndex]));
        }

        if (piece.Arguments.Length == 0) yield break;
        _calls[_callIndex].Arguments += piece.Arguments;
        var delta = new ToolInputDelta { ItemId = _itemId, OutputIndex = _output.Count, Delta = piece.Arguments };
        yield return piece.Custom ? new ResponseStreamEvent { CustomToolCallInputDelta = delta } : new ResponseStreamEvent { FunctionCallArgumentsDelta = delta };
    }

    // Several may be under way at once: each has its place from its beginning.
    private IEnumerable<ResponseStreamEvent> BeginDone(ToolStep step)
    {
        foreach (var closed in Close("completed")) yield return closed;
        yield return Begin(Open.Nothing, Ids.McpCall, id => ResponseShape.Mcp(id, new ToolStep { Name = step.Name }, "in_progress"));
        var place = (ItemId: _itemId, Index: _output.Count);
        _done[step.CallId] = place.Index;
        _output.Add(ResponseShape.Mcp(_itemId, step, "in_progress"));
        yield return new ResponseStreamEvent { McpCallInProgress = new McpCallProgress { ItemId = place.ItemId, OutputIndex = place.Index } };
        yield return new ResponseStreamEvent { McpCallArgumentsDelta = new ToolInputDelta { ItemId = place.ItemId, OutputIndex = place.Index, Delta = step.Arguments } };
        yield return new ResponseStreamEvent { McpCallArgumentsDone = new McpCallArgumentsDone { ItemId = place.ItemId, OutputIndex = place.Index, Arguments = step.Arguments } };
    }

    private IEnumerable<ResponseStreamEvent> EndDone(ToolRun run)
    {
        if (!_done.Remove(run.CallId, out var index)) yield break;
        var progress = new McpCallProgress { ItemId = ItemIds.Of(_output[index]), OutputIndex = index };
        _output[index] = ResponseShape.Mcp(progress.ItemId, run);
        yield return run.Outcome == ToolOutcome.Ok ? new ResponseStreamEvent { McpCallCompleted = progress } : new ResponseStreamEvent { McpCallFailed = progress };
        yield return new ResponseStreamEvent { OutputItemDone = new OutputItemEvent { OutputIndex = index, Item = _output[index] } };
    }

    private IEnumerable<ResponseStreamEvent> GiveUpDone()
    {
        foreach (var index in _done.Values.Order())
        {
            _output[index] = _output[index].Clone();
            _output[index].McpCall.Status = "incomplete";
            yield return new ResponseStreamEvent { OutputItemDone = new OutputItemEvent { OutputIndex = index, Item = _output[index] } };
        }

        _done.Clear();
    }

    private IEnumerable<ResponseStreamEvent> Complete(Completion completion, DateTimeOffset endedAt)
    {
        if (ResponseShape.IsBlank(completion))
        {
            // An answer without a word is a message without one.
            foreach (var opened in OpenPart(Open.Text)) yield return opened;
        }

        foreach (var closed in Close(ResponseShape.StatusOf(completion))) yield return closed;
        Response = Response.Clone();
        Response.Output.AddRange(_output);
        ResponseShape.Complete(Response, completion, endedAt);
        yield return Response.Status == "completed" ? new ResponseStreamEvent { Completed = State() } : new ResponseStreamEvent { Incomplete = State() };
    }

    // What was said so far stays said, and is marked as what it is.
    private IEnumerable<ResponseStreamEvent> Fail(ErrorEvent error)
    {
        foreach (var closed in Close("incomplete")) yield return closed;
        foreach (var closed in GiveUpDone()) yield return closed;
        Response = Response.Clone();
        Response.Output.AddRange(_output);
        ResponseShape.Fail(Response, error);
        if (Response.Status == "failed") yield return new ResponseStreamEvent { Error = Fault(error) };
        yield return new ResponseStreamEvent { Failed = State() };
    }

    private static ResponseFault Fault(ErrorEvent error)
    {
        var type = ErrorTable.Kind(ErrorTable.FromCode(error.Code)).Type;
        return new ResponseFault { Code = error.Code, Message = error.Message, Error = new ResponseFaultBody { Type = type, Code = error.Code, Message = error.Message } };
    }

    private IEnumerable<ResponseStreamEvent> OpenPart(Open part)
    {
        if (_open == part) yield break;
        if (_open is Open.Search or Open.Call)
        {
            foreach (var closed in Close("completed")) yield return closed;
        }

        if (_open == Open.Nothing) yield return Begin(Open.Message, Ids.Message, id => ResponseShape.Message(id, "in_progress", []));
        if (_open == Open.Text) foreach (var closed in CloseText()) yield return closed;
        if (_open == Open.Refusal) foreach (var closed in CloseRefusal()) yield return closed;
        _open = part;
        yield return new ResponseStreamEvent
        {
            ContentPartAdded = part == Open.Text
                ? new ContentPartEvent { ItemId = _itemId, OutputIndex = _output.Count, Part = ResponseShape.Text("", [], []) }
                : new ContentPartEvent { ItemId = _itemId, OutputIndex = _output.Count, ContentIndex = RefusalIndex, Part = ResponseShape.Refusal("") },
        };
    }

    private IEnumerable<ResponseStreamEvent> Close(string status)
    {
        switch (_open)
        {
            case Open.Search:
                yield return End(ResponseShape.Search(_itemId, status, new SearchReport(), tellsResults: false));
                break;
            case Open.Call:
                foreach (var closed in CloseCall(status)) yield return closed;
                break;
            case Open.Message or Open.Text or Open.Refusal:
                if (_open == Open.Text) foreach (var closed in CloseText()) yield return closed;
                if (_open == Open.Refusal) foreach (var closed in CloseRefusal()) yield return closed;
                yield return End(ResponseShape.Message(_itemId, status, Parts()));
                Forget();
                break;
        }
    }

    private IEnumerable<ResponseStreamEvent> CloseText()
    {
        var text = _text.ToString();
        yield return new ResponseStreamEvent { OutputTextDone = new OutputTextDone { ItemId = _itemId, OutputIndex = _output.Count, Text = text, Logprobs = { _logprobs } } };
        yield return new ResponseStreamEvent { ContentPartDone = new ContentPartEvent { ItemId = _itemId, OutputIndex = _output.Count, Part = ResponseShape.Text(text, _annotations, _logprobs) } };
        _open = Open.Message;
    }

    private IEnumerable<ResponseStreamEvent> CloseRefusal()
    {
        var refusal = _refusal.ToString();
        yield return new ResponseStreamEvent { RefusalDone = new RefusalDone { ItemId = _itemId, OutputIndex = _output.Count, ContentIndex = RefusalIndex, Refusal = refusal } };
        yield return new ResponseStreamEvent { ContentPartDone = new ContentPartEvent { ItemId = _itemId, OutputIndex = _output.Count, ContentIndex = RefusalIndex, Part = ResponseShape.Refusal(refusal) } };
        _open = Open.Message;
    }

    private IEnumerable<ResponseStreamEvent> CloseCall(string status)
    {
        var call = _calls[_callIndex];
        yield return call.Custom
            ? new ResponseStreamEvent { CustomToolCallInputDone = new CustomToolCallInputDone { ItemId = _itemId, OutputIndex = _output.Count, Input = call.Arguments } }
            : new ResponseStreamEvent { FunctionCallArgumentsDone = new FunctionCallArgumentsDone { ItemId = _itemId, OutputIndex = _output.Count, Name = call.Name, Arguments = call.Arguments } };
        yield return End(ResponseShape.Call(_itemId, status, call));
    }

    private IEnumerable<ItemContent> Parts()
    {
        if (_text.Length > 0 || _refusal.Length == 0) yield return ResponseShape.Text(_text.ToString(), _annotations, _logprobs);
        if (_refusal.Length > 0) yield return ResponseShape.Refusal(_refusal.ToString());
    }

    // Words behind a call are another message's.
    private void Forget()
    {
        _textBefore += CodePoints.Count(_text.ToString());
        _text.Clear();
        _refusal.Clear();
        _annotations.Clear();
        _logprobs.Clear();
    }

    // The words before it are the first part, where there are any.
    private int RefusalIndex => _text.Length > 0 ? 1 : 0;

    private ResponseStreamEvent Begin(Open what, string prefix, Func<string, ResponseItem> make)
    {
        _open = what;
        _itemId = ResponseIds.Output(Response.Id, prefix, _output.Count);
        return new ResponseStreamEvent { OutputItemAdded = new OutputItemEvent { OutputIndex = _output.Count, Item = make(_itemId) } };
    }

    private ResponseStreamEvent End(ResponseItem item)
    {
        _open = Open.Nothing;
        _output.Add(item);
        return new ResponseStreamEvent { OutputItemDone = new OutputItemEvent { OutputIndex = _output.Count - 1, Item = item } };
    }

    private FileSearchProgress Progress() => new() { ItemId = _itemId, OutputIndex = _output.Count };

    // What was told does not change when more is.
    private ResponseState State() => new() { Response = Response.Clone() };
}
