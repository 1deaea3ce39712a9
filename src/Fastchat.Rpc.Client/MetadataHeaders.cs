using System.Net.Http.Headers;
using Grpc.Core;

namespace Fastchat.Rpc.Client;

/// <summary>Turns metadata into HTTP headers and back. Source: gRPC over HTTP/2, "Custom-Metadata".</summary>
internal static class MetadataHeaders
{
    /// <summary>Adds metadata to a request's headers.</summary>
    /// <exception cref="ArgumentException">A text holds characters that a header cannot.</exception>
    public static void Write(Metadata metadata, HttpRequestMessage request)
    {
        foreach (var group in metadata.GroupBy(e => e.Key))
        {
            // Left out rather than refused: handing on the headers of the call being served is common.
            if (IsOwnedByCall(group.Key)) continue;

            // Bytes are joined here, because HttpClient would join them with a space that not every server skips.
            IEnumerable<string> values = group.First().IsBinary ? [string.Join(',', group.Select(e => Base64(e.ValueBytes)))] : group.Select(Text);

            // Some names (expires, allow) are to HttpClient the content's, and refused elsewhere.
            if (!request.Headers.TryAddWithoutValidation(group.Key, values)) request.Content!.Headers.TryAddWithoutValidation(group.Key, values);
        }
    }

    /// <summary>The metadata among a response's headers, those included that HttpClient takes for the content's.</summary>
    /// <exception cref="FormatException">A value of bytes is not base64.</exception>
    public static Metadata Read(HttpResponseMessage response)
    {
        var metadata = Read(response.Headers.NonValidated);
        foreach (var entry in Read(response.Content.Headers.NonValidated)) metadata.Add(entry);
        return metadata;
    }

    /// <summary>The metadata among a response's headers or trailers.</summary>
    /// <exception cref="FormatException">A value of bytes is not base64.</exception>
    public static Metadata Read(HttpHeadersNonValidated headers)
    {
        var metadata = new Metadata();
        foreach (var (name, values) in headers)
        {
            if (IsOwnedByCall(name)) continue;
            foreach (var value in values)
            {
                if (name.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.OrdinalIgnoreCase)) AddBytes(metadata, name, value);
                else metadata.Add(name, value);
            }
        }

        return metadata;
    }

    /// <summary>The value of a header that occurs once, or null.</summary>
    public static string? Single(HttpHeadersNonValidated headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.ToString() : null;

    private static bool IsOwnedByCall(string name) => name.ToLowerInvariant() is
        "te" or "host" or "content-type" or "content-length" or "transfer-encoding"
        or "grpc-previous-rpc-attempts" or RequestBuilder.EncodingKey
        or "grpc-timeout" or "grpc-encoding" or "grpc-accept-encoding" or "grpc-status" or "grpc-message";

    private static string Text(Metadata.Entry entry)
    {
        if (entry.Value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            throw new ArgumentException($"The metadata '{entry.Key}' holds characters that are not printable ASCII; a key that ends in -bin takes any bytes.");
        return entry.Value;
    }

    // Unpadded, as the specification asks of senders.
    private static string Base64(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    private static void AddBytes(Metadata metadata, string name, string value)
    {
        // Several values may share a line, and padding may be there or not.
        foreach (var part in value.Split(',', StringSplitOptions.TrimEntries))
        {
            var digits = part.TrimEnd('=');
            metadata.Add(name, Convert.FromBase64String(digits.PadRight((digits.Length + 3) / 4 * 4, '=')));
        }
    }
}
