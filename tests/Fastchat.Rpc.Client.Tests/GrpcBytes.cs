using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Fastchat.Rpc.Client.Tests;

/// <summary>gRPC's bytes, written and read by hand.</summary>
internal static class GrpcBytes
{
    /// <summary>A frame around a StringValue of at most 127 bytes.</summary>
    public static byte[] Frame(string text) => [0, 0, 0, 0, (byte)(Encoding.UTF8.GetByteCount(text) + 2), .. Message(text)];

    /// <summary>A frame whose flag says that it is compressed.</summary>
    public static byte[] CompressedFrame(byte[] message)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal)) gzip.Write(message);
        var frame = new byte[5 + compressed.ToArray().Length];
        frame[0] = 1;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), frame.Length - 5);
        compressed.ToArray().CopyTo(frame, 5);
        return frame;
    }

    public static byte[] Message(string text) => [0x0a, (byte)Encoding.UTF8.GetByteCount(text), .. Encoding.UTF8.GetBytes(text)];

    /// <summary>The text in the next frame of a request, or null at its end.</summary>
    public static async Task<string?> ReadTextAsync(this HttpRequest request)
    {
        var header = new byte[5];
        if (await request.Body.ReadAtLeastAsync(header, 5, throwOnEndOfStream: false) < 5) return null;
        var message = new byte[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1))];
        await request.Body.ReadExactlyAsync(message);
        return Encoding.UTF8.GetString(message.AsSpan(2));
    }

    /// <summary>Sends the head of a response.</summary>
    public static Task BeginGrpcAsync(this HttpResponse response)
    {
        response.ContentType = "application/grpc";
        return response.StartAsync();
    }

    public static async Task SendAsync(this HttpResponse response, byte[] bytes)
    {
        await response.Body.WriteAsync(bytes);
        await response.Body.FlushAsync();
    }

    /// <summary>A whole response of the frames of some texts and a status.</summary>
    public static async Task AnswerAsync(this HttpResponse response, string[] texts, string status = "0")
    {
        await response.BeginGrpcAsync();
        foreach (var text in texts) await response.SendAsync(Frame(text));
        response.AppendTrailer("grpc-status", status);
    }
}
