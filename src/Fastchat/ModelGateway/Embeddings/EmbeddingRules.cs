using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;

namespace Fastchat.ModelGateway.Embeddings;

/// <summary>What a request for embeddings may hold.</summary>
internal static class EmbeddingRules
{
    private const int MostTexts = 2048;
    private const int MostDimensions = 8192;

    /// <summary>The request's texts.</summary>
    /// <exception cref="FastchatException">MISSING_FIELD or INVALID_VALUE.</exception>
    public static IReadOnlyList<string> Check(CreateEmbeddingsRequest request)
    {
        if (request.InputCase == CreateEmbeddingsRequest.InputOneofCase.None) throw FastchatException.MissingField("input");
        if (request is { HasDimensions: true, Dimensions: < 1 or > MostDimensions })
            throw FastchatException.InvalidValue("dimensions", $"dimensions must be 1 to {MostDimensions}, but is {request.Dimensions}.");
        if (request.EncodingFormat is < EmbeddingEncoding.Unspecified or > EmbeddingEncoding.Base64)
            throw FastchatException.InvalidValue("encoding_format", "encoding_format must be 'float' or 'base64'.");
        if (request.InputCase == CreateEmbeddingsRequest.InputOneofCase.One) return [request.One.Length > 0 ? request.One : throw Empty("input")];
        var items = request.Many.Items;
        if (items.Count is < 1 or > MostTexts) throw FastchatException.InvalidValue("input", $"input must have 1 to {MostTexts} entries, but has {items.Count}.");
        return [.. items.Select((item, i) => Text(item, $"input[{i}]"))];
    }

    private static string Text(EmbeddingInput item, string param) => item.ValueCase switch
    {
        EmbeddingInput.ValueOneofCase.Text when item.Text.Length > 0 => item.Text,
        EmbeddingInput.ValueOneofCase.Token or EmbeddingInput.ValueOneofCase.Tokens =>
            throw FastchatException.InvalidValue(param, $"{param} must be text: token ids are not taken, since only their model's tokenizer could tell what they mean."),
        _ => throw Empty(param),
    };

    private static FastchatException Empty(string param) => FastchatException.InvalidValue(param, $"{param} must not be empty.");
}
