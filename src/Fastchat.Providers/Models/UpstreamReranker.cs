using System.Buffers;
using System.Text.Json;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway.Reranking;

namespace Fastchat.Providers.Models;

/// <summary>
/// A reranker behind the gateway, in the shape that Cohere began and LiteLLM, Jina and vLLM speak. It is under
/// <c>/v1/rerank</c> or <c>/rerank</c>: where the first is not found the second is tried, and what was found is remembered.
/// </summary>
internal sealed class UpstreamReranker(UpstreamClient client) : IReranker
{
    private const int LongestAnswer = 16 * 1024 * 1024;
    private const string Versioned = "rerank";
    private const string Bare = "../rerank";
    private volatile string? _found;

    public async Task<RerankResult> RerankAsync(RerankQuery query, CancellationToken cancellationToken)
    {
        if (_found is { } found) return await AskAsync(found, query, cancellationToken);
        try
        {
            return Found(Versioned, await AskAsync(Versioned, query, cancellationToken));
        }
        catch (FastchatException e) when (e.Reason == ErrorReason.ModelNotFound)
        {
            return Found(Bare, await AskAsync(Bare, query, cancellationToken));
        }
    }

    private RerankResult Found(string path, RerankResult result)
    {
        _found = path;
        return result;
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
