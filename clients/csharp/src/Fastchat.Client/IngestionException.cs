using Fastchat.Contracts.Retrieval.V1;
using Grpc.Core;

namespace Fastchat.Client;

/// <summary>A document could not be made searchable; <see cref="FastchatApiException.Reason"/> says why.</summary>
public sealed class IngestionException : FastchatApiException
{
    private IngestionException(string message, StatusCode code, string reason, bool retryable, Document document)
        : base(message, code, reason, retryable: retryable) => Document = document;

    /// <summary>The document as the server describes it.</summary>
    public Document Document { get; }

    internal static IngestionException Of(Document document)
    {
        var reason = document.Error?.Code.ToUpperInvariant() ?? "CANCELLED";
        var why = document.Error?.Message ?? "its ingestion was cancelled.";
        var name = document.Filename.Length > 0 ? document.Filename : document.FileId;
        var meaning = ErrorReasons.Find(reason);
        return new IngestionException($"{name} was not made searchable: {why}", meaning?.Code ?? StatusCode.Unknown, reason, meaning?.Retryable ?? false, document);
    }
}
