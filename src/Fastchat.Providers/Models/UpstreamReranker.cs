using System.Buffers;
using System.Text.Json;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway.Reranking;

namespace Fastchat.Providers.Models;

/// <summary>
/// A reranker behind the gateway, in the shape that Cohere began and LiteLLM, Jina and vLLM speak. It is under
/// <c>/v1/rerank</c>, <c>/rerank</c> or <c>/v2/rerank</c>: they are tried in this order, and what was found is remembered.
/// </summary>
internal sealed class UpstreamReranker(UpstreamClient client) : IReranker
{
    private const int LongestAnswer = 16 * 1024 * 1024;
    private static readonly string[] Paths = ["rerank", "../rerank", "../v2/rerank"];
    private volatile string? _found;

    public async Task<RerankResult> RerankAsync(RerankQuery query, CancellationToken cancellationToken)
    {
        if (_found is { } found) return await AskAsync(found, query, cancellationToken);
        for (var i = 0; ; i++)
        {
            try
            {
                var result = await AskAsync(Paths[i], query, cancellationToken);
                _found = Paths[i];
                return result;
            }
            catch (FastchatException e) when (e.Reason == ErrorReason.ModelNotFound && i + 1 < Paths.Length)
            {
                // Either the path is not there or the model: the next path may tell.
            }
        }
    }

    private async Task<RerankResult> AskAsync(string path, RerankQuery query, CancellationToken cancellationToken)
    {
        var answer = await client.AskAsync(HttpMethod.Post, path, Body(query), LongestAnswer, patience: null, cancellationToken);
        return new RerankResult(RerankAnswer.Read(answer, query.Texts.Count, query.Top));
    }

    private static HttpContent Body(RerankQuery query)
    {
        var buffer = new ArrayBufferWriter<byte>(4 * 1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("model"u8, query.Model);
            json.WriteString("query"u8, query.Question);
            json.WriteStartArray("documents"u8);
            foreach (var text in query.Texts) json.WriteStringValue(text);
            json.WriteEndArray();
            if (query.Top is { } top) json.WriteNumber("top_n"u8, top);
            json.WriteBoolean("return_documents"u8, false);
            json.WriteEndObject();
        }

        return JsonBody.Of(buffer.WrittenMemory);
    }
}
