using System.Buffers;
using System.Text.Json;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway.Embeddings;

namespace Fastchat.Providers.Models;

/// <summary>
/// An embedding model behind the gateway: <c>/v1/embeddings</c>. Numbers are asked for as base64, a quarter of their length in
/// digits and read without being parsed; a gateway that does not know the form is asked again without it, once.
/// </summary>
internal sealed class UpstreamEmbeddingModel(UpstreamClient client, int batch) : IEmbeddingModel
{
    private const int LongestAnswer = 128 * 1024 * 1024;
    private volatile bool _inDigits;

    public async Task<EmbeddingResult> EmbedAsync(EmbeddingQuery query, CancellationToken cancellationToken)
    {
        var vectors = new float[query.Texts.Count][];
        long? tokens = 0;
        for (var start = 0; start < vectors.Length; start += batch)
        {
            var count = Math.Min(batch, vectors.Length - start);
            tokens += await AskAsync(query, start, vectors.AsMemory(start, count), cancellationToken);
        }

        return new EmbeddingResult(vectors, tokens);
    }

    private async Task<long?> AskAsync(EmbeddingQuery query, int start, Memory<float[]> vectors, CancellationToken cancellationToken)
    {
        var inDigits = _inDigits;
        try
        {
            var answer = await client.AskAsync(HttpMethod.Post, "embeddings", Body(query, start, vectors.Length, inDigits), LongestAnswer, patience: null, cancellationToken);
            return EmbeddingAnswer.Read(answer, vectors.Span);
        }
        catch (FastchatException e) when (!inDigits && e.Reason == ErrorReason.UpstreamRejected && IsAboutTheForm(e))
        {
            _inDigits = true;
            return await AskAsync(query, start, vectors, cancellationToken);
        }
    }

    private static bool IsAboutTheForm(FastchatException e) => e.Param == "encoding_format" || e.Message.Contains("encoding_format", StringComparison.Ordinal);

    private static HttpContent Body(EmbeddingQuery query, int start, int count, bool inDigits)
    {
        var buffer = new ArrayBufferWriter<byte>(4 * 1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("model"u8, query.Model);
            json.WriteStartArray("input"u8);
            for (var i = 0; i < count; i++) json.WriteStringValue(query.Texts[start + i]);
            json.WriteEndArray();
            if (query.Dimensions is { } dimensions) json.WriteNumber("dimensions"u8, dimensions);
            if (!inDigits) json.WriteString("encoding_format"u8, "base64"u8);
            json.WriteEndObject();
        }

        return JsonBody.Of(buffer.WrittenMemory);
    }
}
