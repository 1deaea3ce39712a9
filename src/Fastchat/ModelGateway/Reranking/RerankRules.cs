using System.Text;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Foundation;

namespace Fastchat.ModelGateway.Reranking;

/// <summary>What a request to rank texts may hold.</summary>
internal static class RerankRules
{
    private const int LongestQuery = 32_768;
    private const int MostTexts = 1000;
    private const int MostBytes = 4 * 1024 * 1024;

    /// <summary>The request's texts.</summary>
    /// <exception cref="FastchatException">MISSING_FIELD or INVALID_VALUE.</exception>
    public static IReadOnlyList<string> Check(RerankRequest request)
    {
        if (request.Query.Length == 0) throw FastchatException.MissingField("query");
        if (request.Query.Length > LongestQuery) throw FastchatException.InvalidValue("query", $"query must have at most {LongestQuery} characters, but has {request.Query.Length}.");
        if (request.Documents.Count == 0) throw FastchatException.MissingField("documents");
        if (request.Documents.Count > MostTexts) throw FastchatException.InvalidValue("documents", $"documents must have at most {MostTexts} entries, but has {request.Documents.Count}.");
        if (request is { HasTopN: true, TopN: < 1 }) throw FastchatException.InvalidValue("top_n", $"top_n must be 1 or more, but is {request.TopN}.");
        var texts = request.Documents.Select((d, i) => Text(d, i)).ToList();
        var bytes = BytesOf(request.Query, texts);
        return bytes <= MostBytes ? texts : throw FastchatException.InvalidValue("documents", $"documents and query must have at most {MostBytes} bytes in UTF-8 together, but have {bytes}.");
    }

    /// <summary>How many bytes of UTF-8 a question and texts have.</summary>
    public static long BytesOf(string query, IEnumerable<string> texts) => texts.Sum(t => (long)Encoding.UTF8.GetByteCount(t)) + Encoding.UTF8.GetByteCount(query);

    private static string Text(RerankDocument document, int index) => document.ValueCase switch
    {
        RerankDocument.ValueOneofCase.Text => document.Text,
        RerankDocument.ValueOneofCase.Object => document.Object.Text,
        _ => throw FastchatException.MissingField($"documents[{index}]"),
    };
}
