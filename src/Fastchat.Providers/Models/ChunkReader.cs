using System.Text.Json;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.ModelGateway;
using Fastchat.Rpc.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Providers.Models;

/// <summary>
/// Reads the chunks of one stream of chat completions. Text, which nearly all of them carry, goes from the bytes to its
/// string and nowhere between; what is rare goes through the shaped JSON of its message.
/// </summary>
internal sealed class ChunkReader
{
    // The contract's own limit of n.
    private const int MostChoices = 128;

    private readonly ChunkTemplate _template = new();
    private readonly List<ModelDelta> _deltas = [];
    private UInt128 _begun;
    private UInt128 _finished;
    private Dictionary<int, int>? _calls;
    private HalfPairs? _halves;

    /// <summary>What the chunk that was read last says; overwritten by the next.</summary>
    public IReadOnlyList<ModelDelta> Deltas => _deltas;

    /// <summary>What the answer cost, as the last chunk that stated it says.</summary>
    public CompletionUsage? Usage { get; private set; }

    /// <summary>The failure that was told instead of a chunk; null for none.</summary>
    public UpstreamError? Error { get; private set; }

    /// <summary>Whether each of so many answers has been given its end.</summary>
    public bool IsWhole(int answers) => _begun == _finished && UInt128.PopCount(_finished) >= (uint)Math.Max(answers, 1);

    /// <summary>Whether anything came of an answer.</summary>
    public bool HasBegun => _begun != 0;

    /// <summary>The ends of answers that were begun and not ended, for a stream that says that it is over and so is.</summary>
    public IEnumerable<ModelDelta> MissingEnds()
    {
        for (var choice = 0; choice < MostChoices; choice++)
        {
            if ((_begun & ~_finished & (UInt128.One << choice)) == 0) continue;
            yield return new ModelDelta { Choice = choice, FinishReason = _calls is not null && _calls.ContainsKey(choice) ? "tool_calls" : "stop" };
        }
    }

    /// <summary>Reads a chunk.</summary>
    /// <exception cref="Exception">It is none: see <see cref="IsNoChunk"/>.</exception>
    public void Read(ReadOnlySpan<byte> chunk)
    {
        _deltas.Clear();
        if (_halves is not { Any: true } && _template.Read(chunk) is { } text)
        {
            if (text.Length > 0) _deltas.Add(new ModelDelta { Choice = _template.Choice, Text = text });
            return;
        }

        var json = new Utf8JsonReader(chunk);
        json.Read();
        Expect(JsonTokenType.StartObject, ref json);
        var form = new Form();
        while (NextMember(ref json)) ReadMember(ref json, chunk, ref form);

        // The reader throws at anything behind the value.
        json.Read();
        if (form is { Texts: 1, Others: false, Length: > 0 }) _template.Learn(chunk, _deltas[0].Choice, form.Start, form.Length);
    }

    /// <summary>Whether an exception of <see cref="Read"/> says that the bytes are no chunk.</summary>
    public static bool IsNoChunk(Exception e) => e is JsonException or FormatException or InvalidOperationException or ArgumentException;

    private void ReadMember(ref Utf8JsonReader json, ReadOnlySpan<byte> chunk, ref Form form)
    {
        if (json.ValueTextEquals("choices"u8))
        {
            json.Read();
            if (json.TokenType == JsonTokenType.Null) return;
            Expect(JsonTokenType.StartArray, ref json);
            while (json.Read() && json.TokenType != JsonTokenType.EndArray) ReadChoice(ref json, chunk, ref form);
        }
        else if (json.ValueTextEquals("usage"u8))
        {
            json.Read();
            if (json.TokenType == JsonTokenType.Null) return;
            Usage = Rare<CompletionUsage>(ref json, chunk);
            form.Others = true;
        }
        else if (json.ValueTextEquals("error"u8))
        {
            json.Read();
            if (json.TokenType != JsonTokenType.Null) Error = UpstreamError.Read(chunk);
            form.Others |= Error is not null;
            json.Skip();
        }
        else if (json.ValueTextEquals("object"u8))
        {
            // vLLM's way to tell of a failure: {"object": "error", "message": …}.
            json.Read();
            if (json.TokenType == JsonTokenType.String && json.ValueTextEquals("error"u8)) Error ??= UpstreamError.Read(chunk);
        }
        else
        {
            json.Skip();
        }
    }

    private void ReadChoice(ref Utf8JsonReader json, ReadOnlySpan<byte> chunk, ref Form form)
    {
        Expect(JsonTokenType.StartObject, ref json);
        var piece = new Piece();
        while (NextMember(ref json))
        {
            if (json.ValueTextEquals("delta"u8))
            {
                json.Read();
                if (json.TokenType != JsonTokenType.Null) ReadDelta(ref json, chunk, ref piece, ref form);
            }
            else if (json.ValueTextEquals("index"u8))
            {
                json.Read();
                piece.Choice = json.GetInt32();
            }
            else if (json.ValueTextEquals("finish_reason"u8))
            {
                json.Read();
                piece.FinishReason = FinishReason(ref json);
            }
            else if (json.ValueTextEquals("logprobs"u8))
            {
                json.Read();
                if (json.TokenType == JsonTokenType.StartObject) piece.Logprobs = Rare<Value>(ref json, chunk);
            }
            else
            {
                json.Skip();
            }
        }

        Add(piece, ref form);
    }

    private static void ReadDelta(ref Utf8JsonReader json, ReadOnlySpan<byte> chunk, ref Piece piece, ref Form form)
    {
        Expect(JsonTokenType.StartObject, ref json);
        while (NextMember(ref json))
        {
            if (json.ValueTextEquals("content"u8))
            {
                json.Read();
                if (json.TokenType == JsonTokenType.Null) continue;
                piece.Text = Text(ref json, out piece.IsSplit);
                form.Start = (int)json.TokenStartIndex + 1;
                form.Length = json.ValueSpan.Length;
            }
            else if (json.ValueTextEquals("role"u8))
            {
                json.Skip();
            }
            else if (json.ValueTextEquals("tool_calls"u8))
            {
                json.Read();
                if (json.TokenType == JsonTokenType.Null) continue;
                Expect(JsonTokenType.StartArray, ref json);
                while (json.Read() && json.TokenType != JsonTokenType.EndArray) (piece.ToolCalls ??= []).Add(Rare<ToolCall>(ref json, chunk));
            }
            else if (json.ValueTextEquals("refusal"u8))
            {
                json.Read();
                if (json.TokenType != JsonTokenType.Null) piece.Refusal = Text(ref json, out _);
            }
            else
            {
                ReadOther(ref json, chunk, ref piece);
            }
        }
    }

    // What this gateway has no name for: reasoning_content, audio, a provider's own.
    private static void ReadOther(ref Utf8JsonReader json, ReadOnlySpan<byte> chunk, ref Piece piece)
    {
        var name = json.GetString()!;
        json.Read();
        if (json.TokenType == JsonTokenType.Null) return;
        piece.Rest ??= new Struct();
        piece.Rest.Fields[name] = Rare<Value>(ref json, chunk);
    }

    private void Add(Piece piece, ref Form form)
    {
        if (piece.Choice is < 0 or >= MostChoices) throw new FormatException("The chunk belongs to an answer that was not asked for.");
        var mark = UInt128.One << piece.Choice;
        _begun |= mark;

        // Some providers state the reason again with the usage; an answer ends once.
        var reason = (_finished & mark) == 0 ? piece.FinishReason : null;
        if (reason is not null) _finished |= mark;
        if (piece.ToolCalls is { } calls) Number(piece.Choice, calls);
        if (piece.Text is { Length: > 0 } text && (piece.IsSplit || _halves is { Any: true }))
        {
            piece.Text = (_halves ??= new HalfPairs()).Join(piece.Choice, text);
            form.Others = true;
        }

        var hasText = piece.Text is { Length: > 0 };
        var hasOthers = reason is not null || piece is not { Refusal: null or "", ToolCalls: null, Logprobs: null, Rest: null };
        form.Others |= hasOthers || !hasText || piece.FinishReason is not null;
        if (!hasText && !hasOthers) return;
        form.Texts++;
        _deltas.Add(new ModelDelta
        {
            Choice = piece.Choice,
            Text = NullIfEmpty(piece.Text),
            Refusal = NullIfEmpty(piece.Refusal),
            ToolCalls = piece.ToolCalls,
            Logprobs = piece.Logprobs,
            FinishReason = reason,
            Rest = piece.Rest,
        });
    }

    // Pieces of a call find together by their index, and some providers leave it out: a piece with an id then begins a call.
    private void Number(int choice, List<ToolCall> calls)
    {
        foreach (var call in calls)
        {
            _calls ??= [];
            var count = _calls.GetValueOrDefault(choice);
            if (!call.HasIndex) call.Index = call is { HasId: true, Id.Length: > 0 } ? count : Math.Max(count - 1, 0);
            _calls[choice] = Math.Max(count, call.Index + 1);
        }
    }

    private static string? FinishReason(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.Null) return null;
        Expect(JsonTokenType.String, ref json);
        if (json.ValueTextEquals("stop"u8)) return "stop";
        if (json.ValueTextEquals("length"u8)) return "length";
        if (json.ValueTextEquals("tool_calls"u8)) return "tool_calls";
        if (json.ValueTextEquals("content_filter"u8)) return "content_filter";
        return NullIfEmpty(json.GetString());
    }

    private static string Text(ref Utf8JsonReader json, out bool isSplit)
    {
        Expect(JsonTokenType.String, ref json);
        try
        {
            isSplit = false;
            return json.GetString()!;
        }
        catch (InvalidOperationException) when (json.ValueIsEscaped)
        {
            isSplit = true;
            return HalfPairs.Unescape(json.ValueSpan);
        }
    }

    private static T Rare<T>(ref Utf8JsonReader json, ReadOnlySpan<byte> chunk) where T : IMessage<T>, new()
    {
        var start = (int)json.TokenStartIndex;
        json.Skip();
        return ShapedJson.Parse<T>(chunk[start..(int)json.BytesConsumed]);
    }

    private static bool NextMember(ref Utf8JsonReader json) => json.Read() && json.TokenType == JsonTokenType.PropertyName;

    private static void Expect(JsonTokenType token, ref Utf8JsonReader json)
    {
        if (json.TokenType != token) throw new FormatException($"The chunk has a {json.TokenType} in the place of a {token}.");
    }

    private static string? NullIfEmpty(string? text) => text is { Length: > 0 } ? text : null;

    /// <summary>A choice of a chunk, while it is read.</summary>
    private struct Piece
    {
        public int Choice;
        public string? Text;
        public bool IsSplit;
        public string? Refusal;
        public List<ToolCall>? ToolCalls;
        public Value? Logprobs;
        public Struct? Rest;
        public string? FinishReason;
    }

    /// <summary>What a chunk holds, and where its text stands.</summary>
    private struct Form
    {
        public int Texts;
        public bool Others;
        public int Start;
        public int Length;
    }
}
