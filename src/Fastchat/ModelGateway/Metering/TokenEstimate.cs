using System.Text;
using Fastchat.Contracts.OpenAI.V1;

namespace Fastchat.ModelGateway.Metering;

/// <summary>
/// Tokens of a request, guessed high from its bytes, for what is set aside before a model is asked: hardly any text of people
/// has more than one for three bytes. What was used is counted.
/// </summary>
internal static class TokenEstimate
{
    // What a model's chat template puts around each message.
    private const int PerMessage = 4;

    /// <summary>Hardly more than so many.</summary>
    public static long AtMost(long bytes) => (bytes + 2) / 3;

    /// <summary>The bytes in UTF-8 that a model reads of a request, images and files left out.</summary>
    public static long Bytes(ChatCompletionParams parameters)
    {
        long bytes = 0;
        foreach (var message in parameters.Messages)
        {
            bytes += PerMessage * 4;
            if (message.ContentCase == ChatMessage.ContentOneofCase.Text) bytes += Encoding.UTF8.GetByteCount(message.Text);
            else if (message.ContentCase == ChatMessage.ContentOneofCase.Parts) bytes += message.Parts.Parts.Where(p => p.Text is not null).Sum(p => (long)Encoding.UTF8.GetByteCount(p.Text.Text));
            foreach (var call in message.ToolCalls) bytes += call.CalculateSize();
            foreach (var call in message.ServerToolCalls) bytes += call.CalculateSize();
        }

        foreach (var tool in parameters.Tools) bytes += tool.CalculateSize();
        return bytes;
    }
}
