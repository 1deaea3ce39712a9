using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Fastchat.Providers.Models;

/// <summary>Reads the data of server-sent events; names, ids and comments are skipped. Source: HTML Living Standard, "Server-sent events".</summary>
internal static class SseReader
{
    private const int LongestEvent = 8 * 1024 * 1024;

    /// <summary>The data of each event, valid until the next one is asked for.</summary>
    /// <exception cref="InvalidDataException">An event is longer than makes sense.</exception>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(stream);
        var data = new ArrayBufferWriter<byte>(1024);
        var started = false;
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync(cancellationToken);
                var buffer = result.Buffer;
                while (TryReadLine(ref buffer, out var line))
                {
                    if (line.IsEmpty)
                    {
                        if (started) yield return data.WrittenMemory;
                        data.ResetWrittenCount();
                        started = false;
                    }
                    else if (TryTakeData(line, data, started))
                    {
                        started = true;
                    }
                }

                reader.AdvanceTo(buffer.Start, buffer.End);
                if (buffer.Length + data.WrittenCount > LongestEvent) throw new InvalidDataException("An event of the stream is too long.");
                if (result.IsCompleted) yield break;
            }
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private static bool TryReadLine(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line)
    {
        var sequence = new SequenceReader<byte>(buffer);
        if (!sequence.TryReadTo(out line, (byte)'\n'))
        {
            line = default;
            return false;
        }

        buffer = buffer.Slice(sequence.Position);
        if (!line.IsEmpty && line.Slice(line.Length - 1).FirstSpan[0] == (byte)'\r') line = line.Slice(0, line.Length - 1);
        return true;
    }

    private static bool TryTakeData(in ReadOnlySequence<byte> line, ArrayBufferWriter<byte> data, bool continues)
    {
        var sequence = new SequenceReader<byte>(line);
        if (!sequence.IsNext("data:"u8, advancePast: true)) return false;
        sequence.IsNext((byte)' ', advancePast: true);
        if (continues) data.Write("\n"u8);
        foreach (var segment in sequence.UnreadSequence) data.Write(segment.Span);
        return true;
    }
}
