using System.Buffers;
using BenchmarkDotNet.Attributes;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Providers.Models;
using Fastchat.Rpc.Json;

namespace Fastchat.Benchmarks.Micro;

/// <summary>The body of a request to a provider.</summary>
public class RequestBenchmarks
{
    private ChatCompletionParams _parameters = null!;

    /// <summary>How many messages the conversation has.</summary>
    [Params(3, 100)]
    public int Messages { get; set; }

    /// <summary>Makes the request.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _parameters = new ChatCompletionParams { Model = "gpt-4o", Temperature = 0.5, Store = false };
        for (var i = 0; i < Messages; i++)
            _parameters.Messages.Add(new ChatMessage { Role = i % 2 == 0 ? ChatRole.User : ChatRole.Assistant, Text = "What is said in a message of a conversation that has gone on for a while, and is of some length." });
    }

    /// <summary>Written as it is, with what differs.</summary>
    [Benchmark(Baseline = true)]
    public object Written() => ChatRequestBody.Of(_parameters);

    /// <summary>The reference: copied, changed and written, as it was done before.</summary>
    [Benchmark]
    public object CopiedAndWritten()
    {
        var body = _parameters.Clone();
        body.Stream = true;
        body.StreamOptions = new StreamOptions { IncludeUsage = true };
        body.ClearStore();
        var json = new ArrayBufferWriter<byte>(1024);
        ShapedJson.Write(body, json);
        return new ReadOnlyMemoryContent(json.WrittenMemory);
    }
}
