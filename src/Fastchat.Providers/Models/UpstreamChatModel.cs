using System.Runtime.CompilerServices;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.ModelGateway;

namespace Fastchat.Providers.Models;

/// <summary>A model behind the gateway. Its stream is read as it comes; giving it up closes the gateway's request.</summary>
internal sealed class UpstreamChatModel(UpstreamClient client) : IChatModel
{
    private const string Path = "chat/completions";

    public async IAsyncEnumerable<ModelDelta> StreamAsync(ModelRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await client.SendAsync(HttpMethod.Post, Path, ChatRequestBody.Of(request.Parameters), cancellationToken);
        if (IsNoStream(response)) throw await client.NoStreamAsync(response, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var events = new SseReader(stream);
        var chunks = new ChunkReader();
        var answers = request.Parameters.HasN ? request.Parameters.N : 1;
        while (await NextAsync(events, chunks, answers, cancellationToken))
        {
            if (IsEnd(events.Data)) break;
            if (events.Data.IsEmpty) continue;
            Read(chunks, events.Data);
            for (var i = 0; i < chunks.Deltas.Count; i++) yield return chunks.Deltas[i];
        }

        if (!chunks.HasBegun) throw Broken(inner: null);
        foreach (var end in chunks.MissingEnds()) yield return end;

        // Stated with the last chunk, or in between as well: it is known at the end.
        if (chunks.Usage is { } usage) yield return new ModelDelta { Usage = usage };
    }

    // A gateway that does not know how to stream, or a page of some proxy's in front of it.
    private static bool IsNoStream(HttpResponseMessage response)
    {
        if (!response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var stated)) return false;
        var type = stated.ToString();
        return type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) || type.StartsWith("text/html", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsEnd(ReadOnlySpan<byte> data) => data.StartsWith("[DONE]"u8) && data["[DONE]".Length..].TrimEnd((byte)' ').IsEmpty;

    // A stream that just stops is half an answer, and half an answer must not look like a whole one. One whose answers have
    // all been ended is whole, whether or not its mark and its connection's end came through.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<bool> NextAsync(SseReader events, ChunkReader chunks, int answers, CancellationToken cancellationToken)
    {
        try
        {
            if (await events.ReadAsync(cancellationToken)) return true;
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return chunks.IsWhole(answers) ? false : throw Broken(e);
        }
        catch (InvalidDataException e)
        {
            throw Broken(e);
        }

        return chunks.IsWhole(answers) ? false : throw Broken(inner: null);
    }

    private void Read(ChunkReader chunks, ReadOnlySpan<byte> data)
    {
        try
        {
            chunks.Read(data);
        }
        catch (Exception e) when (ChunkReader.IsNoChunk(e))
        {
            throw Broken(e);
        }

        if (chunks.Error is { } error) throw client.InStream(error);
    }

    private static FastchatException Broken(Exception? inner) =>
        new(ErrorReason.UpstreamStreamBroken, "The model's provider broke off in the middle of its answer.", inner: inner);
}
