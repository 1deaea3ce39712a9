using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;

namespace Fastchat.Rpc.Client;

/// <summary>Reads a call's outcome from an HTTP response. Source: gRPC over HTTP/2, "Responses".</summary>
internal static class StatusReader
{
    /// <summary>
    /// The outcome if the head of the response states it already (a reply of trailers only, or no gRPC reply at all);
    /// null if messages follow.
    /// </summary>
    public static CallOutcome? ReadHead(HttpResponseMessage response, WireFormat format)
    {
        if (ReadStatus(response.Headers.NonValidated) is { } trailersOnly) return trailersOnly;

        if (response.StatusCode != HttpStatusCode.OK)
        {
            return CallOutcome.Of(
                HttpStatusMapping.ToStatusCode(response.StatusCode),
                $"The server answered with HTTP status {(int)response.StatusCode} and without a gRPC status.");
        }

        var contentType = MetadataHeaders.Single(response.Content.Headers.NonValidated, "content-type");
        return IsOf(format, contentType)
            ? null
            : CallOutcome.Of(StatusCode.Unknown, $"The server answered with content type '{contentType}', which is not {RequestBuilder.ContentTypeOf(format)}.");
    }

    /// <summary>The outcome in the trailers of a response that has been read to its end.</summary>
    public static CallOutcome ReadTrailers(HttpResponseMessage response) =>
        ReadStatus(response.TrailingHeaders.NonValidated)
        ?? CallOutcome.Of(StatusCode.Unknown, "The response ended without grpc-status: the server, or a proxy before it, broke it off or dropped the trailers.");

    private static CallOutcome? ReadStatus(HttpHeadersNonValidated headers)
    {
        if (MetadataHeaders.Single(headers, "grpc-status") is not { } text) return null;

        var message = PercentDecoding.Decode(MetadataHeaders.Single(headers, "grpc-message") ?? "");
        var isKnown = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && Enum.IsDefined((StatusCode)number);
        var status = isKnown
            ? new Status((StatusCode)number, message)
            : new Status(StatusCode.Unknown, $"The server ended the call with the unknown grpc-status '{text}'. {message}".TrimEnd());
        return new CallOutcome(status, MetadataHeaders.Read(headers));
    }

    private static bool IsOf(WireFormat format, string? contentType)
    {
        var expected = RequestBuilder.ContentTypeOf(format);
        return contentType is not null
            && contentType.StartsWith(expected, StringComparison.OrdinalIgnoreCase)
            && (contentType.Length == expected.Length || contentType[expected.Length] is '+' or ';');
    }
}
