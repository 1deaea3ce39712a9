using System.Buffers;
using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Rpc.Framing;
using Fastchat.Rpc.Json;
using Google.Protobuf;

namespace Fastchat.Benchmarks.Micro;

/// <summary>A chunk of a chat completion through each codec.</summary>
public class CodecBenchmarks
{
    private readonly ArrayBufferWriter<byte> _output = new(64 * 1024);
    private readonly Utf8JsonWriter _json;
    private readonly ChatCompletionChunk _chunk = new()
    {
        Id = "chatcmpl-0193f5c27e1a7c3b9a553d0e8f6b1c27",
        Object = "chat.completion.chunk",
        Created = 1_790_000_000,
        Model = "scripted",
        Choices = { new ChunkChoice { Delta = new ChoiceDelta { Content = " streaming" } } },
    };

    private readonly byte[] _proto;
    private readonly byte[] _shaped;
    private readonly byte[] _proto3;

    /// <summary>Makes what is read.</summary>
    public CodecBenchmarks()
    {
        _json = new Utf8JsonWriter(_output, ShapedJson.WriterOptions);
        _proto = _chunk.ToByteArray();
        _proto3 = Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(_chunk));
        WriteShaped();
        _shaped = _output.WrittenSpan.ToArray();
    }

    /// <summary>Protobuf.</summary>
    [Benchmark(Baseline = true)]
    public void WriteProto() => Write(ProtoCodec.Instance);

    /// <summary>Shaped JSON, as REST speaks it.</summary>
    [Benchmark]
    public void WriteShaped()
    {
        _output.ResetWrittenCount();
        _json.Reset(_output);
        JsonPlan.For(ChatCompletionChunk.Descriptor).Write(_json, _chunk);
        _json.Flush();
    }

    /// <summary>proto3 JSON, as Connect speaks it.</summary>
    [Benchmark]
    public void WriteProto3Json() => Write(ProtoJsonCodec.Instance);

    /// <summary>Protobuf.</summary>
    [Benchmark]
    public object ReadProto() => ProtoCodec.Instance.Read(new ReadOnlySequence<byte>(_proto), ChatCompletionChunk.Descriptor);

    /// <summary>Shaped JSON.</summary>
    [Benchmark]
    public object ReadShaped() => ShapedJson.Read(_shaped, ChatCompletionChunk.Descriptor, 100);

    /// <summary>proto3 JSON.</summary>
    [Benchmark]
    public object ReadProto3Json() => ProtoJsonCodec.Instance.Read(new ReadOnlySequence<byte>(_proto3), ChatCompletionChunk.Descriptor);

    private void Write(MessageCodec codec)
    {
        _output.ResetWrittenCount();
        codec.Write(_chunk, _output);
    }
}
