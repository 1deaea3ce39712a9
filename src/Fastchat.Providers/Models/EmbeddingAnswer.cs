using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text.Json;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;

namespace Fastchat.Providers.Models;

/// <summary>Reads <c>{"data": [{"index", "embedding": "base64" or [numbers]}], "usage": {"prompt_tokens"}}</c>.</summary>
internal static class EmbeddingAnswer
{
    /// <summary>Puts the vectors in their places.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="vectors">The places: one for each text.</param>
    /// <returns>The tokens read; null where it does not say.</returns>
    /// <exception cref="FastchatException">UPSTREAM_UNAVAILABLE: it is no such answer, or a vector is missing, of another length than the rest or no vector.</exception>
    public static long? Read(ReadOnlySpan<byte> answer, Span<float[]> vectors)
    {
        long? tokens = null;
        try
        {
            var json = new Utf8JsonReader(answer);
            json.Read();
            Expect(JsonTokenType.StartObject, ref json);
            while (NextMember(ref json))
            {
                if (json.ValueTextEquals("data"u8)) ReadList(ref json, vectors);
                else if (json.ValueTextEquals("usage"u8)) tokens = ReadTokens(ref json);
                else json.Skip();
            }
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            throw Unreadable(e);
        }

        foreach (var vector in vectors)
        {
            if (vector is not { Length: > 0 } || vector.Length != vectors[0].Length) throw Unreadable(inner: null);
            foreach (var number in vector)
            {
                if (!float.IsFinite(number)) throw Unreadable(inner: null);
            }
        }

        return tokens;
    }

    private static void ReadList(ref Utf8JsonReader json, Span<float[]> vectors)
    {
        json.Read();
        Expect(JsonTokenType.StartArray, ref json);
        for (var place = 0; json.Read() && json.TokenType != JsonTokenType.EndArray; place++)
        {
            Expect(JsonTokenType.StartObject, ref json);
            var index = place;
            float[]? vector = null;
            while (NextMember(ref json))
            {
                if (json.ValueTextEquals("index"u8))
                {
                    json.Read();
                    index = json.GetInt32();
                }
                else if (json.ValueTextEquals("embedding"u8))
                {
                    json.Read();
                    vector = json.TokenType == JsonTokenType.String ? FromBase64(ref json) : FromDigits(ref json);
                }
                else
                {
                    json.Skip();
                }
            }

            if ((uint)index >= (uint)vectors.Length || vectors[index] is not null) throw new FormatException("A vector belongs to no text.");
            vectors[index] = vector ?? throw new FormatException("A vector is missing.");
        }
    }

    // Floats of four bytes, the lowest first.
    private static float[] FromBase64(ref Utf8JsonReader json)
    {
        var text = json.ValueIsEscaped ? System.Text.Encoding.ASCII.GetBytes(json.GetString()!) : json.ValueSpan;
        var padding = text.EndsWith("=="u8) ? 2 : text.EndsWith("="u8) ? 1 : 0;
        var length = (text.Length / 4 * 3) - padding;
        if (text.Length % 4 != 0 || length % sizeof(float) != 0) throw new FormatException("A vector is no list of floats.");
        var vector = new float[length / sizeof(float)];
        var bytes = MemoryMarshal.AsBytes(vector.AsSpan());
        if (Base64.DecodeFromUtf8(text, bytes, out _, out var written) != OperationStatus.Done || written != length) throw new FormatException("A vector is no base64.");
        if (!BitConverter.IsLittleEndian)
        {
            var words = MemoryMarshal.Cast<float, int>(vector.AsSpan());
            BinaryPrimitives.ReverseEndianness(words, words);
        }

        return vector;
    }

    private static float[] FromDigits(ref Utf8JsonReader json)
    {
        Expect(JsonTokenType.StartArray, ref json);
        var vector = new List<float>(1536);
        while (json.Read() && json.TokenType != JsonTokenType.EndArray) vector.Add(json.GetSingle());
        return [.. vector];
    }

    private static long? ReadTokens(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return null;
        }

        long? tokens = null;
        while (NextMember(ref json))
        {
            if (!json.ValueTextEquals("prompt_tokens"u8))
            {
                json.Skip();
                continue;
            }

            json.Read();
            if (json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var count)) tokens = count;
            else json.Skip();
        }

        return tokens;
    }

    private static bool NextMember(ref Utf8JsonReader json) => json.Read() && json.TokenType == JsonTokenType.PropertyName;

    private static void Expect(JsonTokenType token, ref Utf8JsonReader json)
    {
        if (json.TokenType != token) throw new FormatException($"There is a {json.TokenType} in the place of a {token}.");
    }

    private static FastchatException Unreadable(Exception? inner) =>
        new(ErrorReason.UpstreamUnavailable, "The model's provider answered with vectors that cannot be read.", inner: inner);
}
