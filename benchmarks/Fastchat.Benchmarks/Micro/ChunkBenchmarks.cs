using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.ModelGateway;
using Fastchat.Providers.Models;
using Fastchat.Rpc.Json;

namespace Fastchat.Benchmarks.Micro;

/// <summary>A token's event of a provider's stream, from its bytes to its delta; each figure is for one event.</summary>
public class ChunkBenchmarks
{
    private const int Events = 1000;

    // As LiteLLM and OpenAI write it.
    private static readonly byte[] Chunk = Encoding.UTF8.GetBytes(Json(" streaming"));

    private readonly byte[] _stream = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, Events).Select(i => $"data: {Json($" word{i % 10}")}\n\n")));
    private readonly ChunkReader _same = new();
    private readonly ChunkReader _other = new();
    private readonly byte[] _escaped = Encoding.UTF8.GetBytes(Json("\\n"));

    /// <summary>Events of which only the text differs from the one before: nearly all.</summary>
    [Benchmark(Baseline = true)]
    public object SameForm()
    {
        _same.Read(Chunk);
        return _same.Deltas[0];
    }

    /// <summary>Events that have to be parsed.</summary>
    [Benchmark]
    public object OtherForm()
    {
        _other.Read(_escaped);
        return _other.Deltas[0];
    }

    /// <summary>The reference: a message by shaped JSON and a delta of it, as it was done before.</summary>
    [Benchmark]
    public object ThroughAMessage()
    {
        var choice = ShapedJson.Parse<ChatCompletionChunk>(Chunk).Choices[0];
        return new ModelDelta { Choice = choice.Index, Text = choice.Delta.Content };
    }

    /// <summary>The reference: the standard document and a delta of it.</summary>
    [Benchmark]
    public object ThroughADocument()
    {
        using var json = JsonDocument.Parse(Chunk);
        var choice = json.RootElement.GetProperty("choices")[0];
        return new ModelDelta { Choice = choice.GetProperty("index").GetInt32(), Text = choice.GetProperty("delta").GetProperty("content").GetString() };
    }

    /// <summary>A whole stream: events and their chunks.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    public async Task<int> WholeStream()
    {
        using var events = new SseReader(new MemoryStream(_stream));
        var chunks = new ChunkReader();
        var length = 0;
        while (await events.ReadAsync(CancellationToken.None))
        {
            chunks.Read(events.Data);
            length += chunks.Deltas[0].Text!.Length;
        }

        return length;
    }

    private static string Json(string text) => """{"id":"chatcmpl-0193f5c27e1a7c3b9a553d0e8f6b1c27","object":"chat.completion.chunk","created":1790000000,"model":"gpt-4o-2026-08-06","service_tier":"default","system_fingerprint":"fp_44709d6fcb","choices":[{"index":0,"delta":{"content":"""
        + $"\"{text}\"" + """},"logprobs":null,"finish_reason":null}],"usage":null}""";
}
