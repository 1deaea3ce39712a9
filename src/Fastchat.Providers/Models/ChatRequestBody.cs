using System.Buffers;
using System.Text.Json;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Rpc.Json;

namespace Fastchat.Providers.Models;

/// <summary>
/// Writes the parameters of a request as a provider is sent them: streamed, with the usage at the end, and without what is
/// ours to keep. They are written as they are and not copied for it.
/// </summary>
internal static class ChatRequestBody
{
    // What a thread keeps for its next request; a longer one is let go.
    private const int LargestKept = 256 * 1024;

    private static readonly ShapedMembers Parameters = new(ChatCompletionParams.Descriptor, "stream", "stream_options", "store", "metadata");
    private static readonly ShapedMembers Options = new(StreamOptions.Descriptor, "include_usage");

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _kept;

    /// <summary>The body of a request.</summary>
    public static HttpContent Of(ChatCompletionParams parameters)
    {
        var buffer = _kept ??= new ArrayBufferWriter<byte>(4 * 1024);
        try
        {
            Parameters.Write(parameters, buffer, WriteOurs);

            // Copied once: whoever sends it may still read it when this thread writes the next.
            return JsonBody.Of(buffer.WrittenSpan.ToArray());
        }
        finally
        {
            if (buffer.Capacity > LargestKept) _kept = null;
            else buffer.ResetWrittenCount();
        }
    }

    private static void WriteOurs(Utf8JsonWriter json, ChatCompletionParams parameters)
    {
        json.WriteBoolean("stream"u8, true);
        json.WriteStartObject("stream_options"u8);
        if (parameters.StreamOptions is { } options) Options.Write(json, options);
        json.WriteBoolean("include_usage"u8, true);
        json.WriteEndObject();
    }
}
