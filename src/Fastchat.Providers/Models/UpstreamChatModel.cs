using System.Runtime.CompilerServices;
using System.Text.Json;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway;
using Fastchat.Rpc.Json;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Providers.Models;

/// <summary>A model behind the gateway. Its stream is read as it comes; giving it up closes the gateway's request.</summary>
internal sealed class UpstreamChatModel(UpstreamClient client) : IChatModel
{
    private const string Path = "chat/completions";

    public async IAsyncEnumerable<ModelDelta> StreamAsync(ModelRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await client.SendAsync(HttpMethod.Post, Path, Body(request.Parameters), cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var events = SseReader.ReadAsync(stream, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var finished = false;
        while (await NextAsync(events))
        {
            if (events.Current.Span.SequenceEqual("[DONE]"u8)) yield break;
            foreach (var delta in Deltas(Parse(events.Current.Span)))
            {
                finished |= delta.FinishReason is not null;
                yield return delta;
            }
        }

        // A stream that just stops is half an answer, and half an answer must not look like a whole one.
        if (!finished) throw Broken(inner: null);
    }

    private static ChatCompletionParams Body(ChatCompletionParams parameters)
    {
        var body = parameters.Clone();
        body.Stream = true;
        body.StreamOptions ??= new StreamOptions();
        body.StreamOptions.IncludeUsage = true;

        // Ours to keep, not the provider's.
        body.ClearStore();
        body.Metadata.Clear();
        return body;
    }

    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<ReadOnlyMemory<byte>> events)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (Exception e) when (e is IOException or HttpRequestException or InvalidDataException)
        {
            throw Broken(e);
        }
    }

    private static ChatCompletionChunk Parse(ReadOnlySpan<byte> data)
    {
        try
        {
            ThrowIfError(data);
            return ShapedJson.Parse<ChatCompletionChunk>(data);
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            throw Broken(e);
        }
    }

    // Providers tell of a failure in mid-stream as {"error": {...}} where a chunk should be.
    private static void ThrowIfError(ReadOnlySpan<byte> data)
    {
        if (data.IndexOf("\"error\""u8) < 0) return;
        var reader = new Utf8JsonReader(data);
        using var json = JsonDocument.ParseValue(ref reader);
        if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("error", out var error) || error.ValueKind == JsonValueKind.Null) return;
        throw new FastchatException(ErrorReason.UpstreamStreamBroken, "The model's provider failed in the middle of its answer.");
    }

    private static IEnumerable<ModelDelta> Deltas(ChatCompletionChunk chunk)
    {
        var usage = chunk.Usage?.Usage;
        foreach (var choice in chunk.Choices)
        {
            var delta = choice.Delta ?? new ChoiceDelta();
            var result = new ModelDelta
            {
                Choice = choice.Index,
                Text = delta is { HasContent: true, Content.Length: > 0 } ? delta.Content : null,
                Refusal = delta is { HasRefusal: true, Refusal.Length: > 0 } ? delta.Refusal : null,
                ToolCalls = delta.ToolCalls.Count > 0 ? delta.ToolCalls : null,
                Logprobs = choice.Logprobs is { KindCase: Value.KindOneofCase.StructValue } ? choice.Logprobs : null,
                FinishReason = choice is { HasFinishReason: true, FinishReason.Length: > 0 } ? choice.FinishReason : null,
                Usage = usage,
            };
            usage = null;
            if (result is { Text: null, Refusal: null, ToolCalls: null, Logprobs: null, FinishReason: null, Usage: null }) continue;
            yield return result;
        }

        if (usage is not null) yield return new ModelDelta { Usage = usage };
    }

    private static FastchatException Broken(Exception? inner) =>
        new(ErrorReason.UpstreamStreamBroken, "The model's provider broke off in the middle of its answer.", inner: inner);
}
