using System.Text;
using System.Text.Json;
using Fastchat.ModelGateway;

namespace Fastchat.Providers.Models;

public sealed class ChunkReaderTests
{
    private readonly ChunkReader _reader = new();

    // Each chunk twice: the second may be read by the form of the first.
    [Theory]
    [InlineData("plain")]
    [InlineData(" ünï 漢字 😀")]
    [InlineData("with \"quotes\"")]
    [InlineData("back\\slash\nline\ttab")]
    [InlineData("\"}}]}")]
    [InlineData("\u0001\u001f\u007f")]
    public void Read_Text_IsTheTextWhateverWasReadBefore(string text)
    {
        foreach (var before in new[] { "a", text, "", "\\", "finish_reason\":null" })
        {
            Read(Chunk(before));
            Assert.Equal(text, Assert.Single(Read(Chunk(text))).Text);
            Assert.Equal(text, Assert.Single(Read(Chunk(text, choice: 1))) is { Choice: 1 } delta ? delta.Text : null);
        }
    }

    [Fact]
    public void Read_SameFormOtherEnd_IsSeen()
    {
        Read(Chunk("a"));

        var end = Assert.Single(Read("""{"id":"c","choices":[{"index":0,"delta":{"content":"b"},"finish_reason":"stop"}]}"""));

        Assert.Equal(("b", "stop"), (end.Text, end.FinishReason));
        Assert.True(_reader.IsWhole(1));
    }

    // Between the known ends stands what would be another member: never text.
    [Fact]
    public void Read_MemberHiddenInTheText_IsAMember()
    {
        Read(Chunk("a"));

        var delta = Assert.Single(Read("""{"id":"c","choices":[{"index":0,"delta":{"content":"x","refusal":"y"},"finish_reason":null}]}"""));

        Assert.Equal(("x", "y"), (delta.Text, delta.Refusal));
    }

    [Fact]
    public void Read_TextThatIsNotUtf8_IsNoChunkInAnyForm()
    {
        foreach (var known in new[] { false, true })
        {
            var reader = new ChunkReader();
            var bytes = Encoding.UTF8.GetBytes(Chunk("Q"));
            if (known) reader.Read(bytes);
            bytes[Array.IndexOf(bytes, (byte)'Q')] = 0xFF;

            Assert.True(ChunkReader.IsNoChunk(Assert.ThrowsAny<Exception>(() => reader.Read(bytes))));
        }
    }

    [Fact]
    public void Read_WhatHasNoName_IsKept()
    {
        var delta = Assert.Single(Read("""{"choices":[{"index":0,"delta":{"role":"assistant","content":null,"reasoning_content":"hm","function_call":null,"audio":{"id":5}}}]}"""));

        Assert.Null(delta.Text);
        Assert.Equal(["reasoning_content", "audio"], delta.Rest!.Fields.Keys);
        Assert.Equal("hm", delta.Rest.Fields["reasoning_content"].StringValue);
    }

    [Fact]
    public void Read_NothingNew_IsNoDelta()
    {
        foreach (var chunk in new[]
        {
            """{"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}""",
            """{"choices":[{"index":0,"delta":null}]}""",
            """{"choices":[{"index":0,"delta":{},"finish_reason":""}]}""",
            """{"choices":[],"prompt_filter_results":[{"a":[1]}]}""",
            """{"choices":null}""",
            """{"type":"ping"}""",
        }) Assert.Empty(Read(chunk));
    }

    [Fact]
    public void Read_ReasonStatedAgain_EndsOnce()
    {
        const string end = """{"choices":[{"index":0,"delta":{},"finish_reason":"length"}],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}""";

        Assert.Equal("length", Assert.Single(Read(end)).FinishReason);
        Assert.Empty(Read(end));
        Assert.Equal(3, _reader.Usage!.TotalTokens);
    }

    [Fact]
    public void Read_CallsWithoutIndex_AreNumbered()
    {
        var first = Assert.Single(Read(Calls("""{"id":"a","type":"function","function":{"name":"f","arguments":""}}""")));
        var piece = Assert.Single(Read(Calls("""{"function":{"arguments":"{}"}}""")));
        var second = Assert.Single(Read(Calls("""{"id":"b","function":{"name":"g","arguments":"{}"}}""")));

        Assert.Equal([0, 0, 1], new[] { first, piece, second }.Select(d => d.ToolCalls![0].Index));
    }

    // Whatever the bytes are, they are a chunk or none: no other exception.
    [Fact]
    public void Read_DamagedChunks_AreReadOrNoChunk()
    {
        var random = new Random(5);
        string[] chunks =
        [
            Chunk("some text"),
            """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":"{\"a\":1}"}}]},"logprobs":{"content":[{"token":"a","logprob":-0.5}]}}]}""",
            """{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3,"prompt_tokens_details":{"cached_tokens":0}}}""",
            """{"error":{"message":"no","code":5,"innererror":{"code":"x"}}}""",
        ];
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(chunks[i % chunks.Length]);
            for (var n = random.Next(1, 4); n > 0; n--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                _reader.Read(bytes);
            }
            catch (Exception e) when (ChunkReader.IsNoChunk(e))
            {
                continue;
            }
        }
    }

    [Fact]
    public void Read_PairCutInTwo_IsJoinedPerAnswer()
    {
        static string Raw(string text, int choice) => """{"choices":[{"index":""" + choice + ""","delta":{"content":""" + "\"" + text + "\"" + """}}]}""";
        string Text(string text, int choice = 0) => Read(Raw(text, choice)) is [{ Text: { } said }] ? said : "";

        Assert.Equal("a\n", Text("a\\n\\ud83d"));
        Assert.Equal("", Text("\\ud83d", choice: 1));
        Assert.Equal("😀b", Text("\\ude00b"));
        Assert.Equal("😁", Text("\\uDE01", choice: 1));
        Assert.Equal("ü😀", Text("ü\\ud83d\\ude00"));
        Assert.Equal("é", Text("\\u00e9\\ud83d"));
        Assert.True(ChunkReader.IsNoChunk(Assert.ThrowsAny<Exception>(() => Text("no half"))));
    }

    [Theory]
    [InlineData("\\ude00")]
    [InlineData("\\ud83d\\ud83d")]
    [InlineData("\\ud83dx")]
    public void Read_HalfThatStandsAlone_IsNoChunk(string text) => Assert.True(ChunkReader.IsNoChunk(Assert.ThrowsAny<Exception>(
        () => Read("""{"choices":[{"index":0,"delta":{"content":""" + "\"" + text + "\"" + """}}]}"""))));

    private static string Calls(string call) => """{"choices":[{"index":0,"delta":{"tool_calls":[""" + call + "]}}]}";

    private static string Chunk(string text, int choice = 0) =>
        $$"""{"id":"c","choices":[{"index":{{choice}},"delta":{"content":""" + JsonSerializer.Serialize(text) + """},"finish_reason":null}]}""";

    private IReadOnlyList<ModelDelta> Read(string chunk)
    {
        _reader.Read(Encoding.UTF8.GetBytes(chunk));
        return [.. _reader.Deltas];
    }
}
