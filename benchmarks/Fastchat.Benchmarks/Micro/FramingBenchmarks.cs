using System.Buffers;
using System.IO.Pipelines;
using BenchmarkDotNet.Attributes;
using Fastchat.Benchmarks.Targets;
using Fastchat.Benchmarks.V1;
using Fastchat.Rpc.Framing;

namespace Fastchat.Benchmarks.Micro;

/// <summary>Length-prefixed messages, written and read.</summary>
public class FramingBenchmarks
{
    private readonly ArrayBufferWriter<byte> _output = new(64 * 1024);
    private readonly byte[] _frame;

    /// <summary>Makes the frame that is read.</summary>
    public FramingBenchmarks()
    {
        Write();
        _frame = _output.WrittenSpan.ToArray();
    }

    /// <summary>One message of 54 bytes.</summary>
    [Benchmark]
    public int Write()
    {
        _output.ResetWrittenCount();
        FrameWriter.Write(_output, BenchHandler.Token, ProtoCodec.Instance, compression: null);
        return _output.WrittenCount;
    }

    /// <summary>One message of 54 bytes, with what a reader of one call costs.</summary>
    [Benchmark]
    public async Task<object?> Read()
    {
        var reader = new FrameReader(PipeReader.Create(new ReadOnlySequence<byte>(_frame)), ProtoCodec.Instance, Token.Descriptor, compression: null, 4 * 1024 * 1024);
        return await reader.ReadAsync(CancellationToken.None);
    }
}
