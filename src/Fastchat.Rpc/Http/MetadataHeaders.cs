using System.Buffers;
using System.Collections.Frozen;
using System.Text.Json;
using Fastchat.Rpc.Calls;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Fastchat.Rpc.Http;

/// <summary>
/// Metadata to and from HTTP headers: values of <c>-bin</c> keys are base64, padding optional on reading and several joined
/// by commas. Source: gRPC over HTTP/2, "Custom-Metadata".
/// </summary>
internal static class MetadataHeaders
{
    private static readonly FrozenSet<string> Reserved = new[]
    {
        "te", "content-type", "content-length", "content-encoding", "accept-encoding", "connection", "keep-alive", "upgrade",
        "transfer-encoding", "trailer",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // HTTP allows more in a header's name than gRPC in a key: what cannot be a key is no metadata.
    private static readonly SearchValues<char> KeyCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    /// <summary>The request's metadata.</summary>
    /// <exception cref="RpcFaultException">A value of a <c>-bin</c> key is not base64.</exception>
    public static Metadata Read(IHeaderDictionary headers)
    {
        var metadata = new Metadata();
        foreach (var (name, values) in headers)
        {
            if (name.AsSpan().ContainsAnyExcept(KeyCharacters) || IsReserved(name)) continue;
            foreach (var value in values)
            {
                if (!name.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.OrdinalIgnoreCase)) metadata.Add(name, value ?? "");
                else foreach (var part in (value ?? "").Split(',', StringSplitOptions.TrimEntries)) metadata.Add(name, Decode(name, part));
            }
        }

        return metadata;
    }

    /// <summary>Adds metadata to headers or trailers.</summary>
    public static void Write(Metadata metadata, IHeaderDictionary headers, string prefix)
    {
        foreach (var entry in metadata) Append(headers, prefix + entry.Key, Encode(entry));
    }

    /// <summary>Writes the member <c>metadata</c>: keys with lists of values, encoded as in headers.</summary>
    public static void WriteJson(Utf8JsonWriter json, IEnumerable<Metadata.Entry> metadata)
    {
        json.WriteStartObject("metadata");
        foreach (var values in metadata.ToLookup(e => e.Key, Encode))
        {
            json.WriteStartArray(values.Key);
            foreach (var value in values) json.WriteStringValue(value);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>Adds a value to those a name has already. The framework's own way of doing so loses values that are empty.</summary>
    public static void Append(IHeaderDictionary headers, string name, string value) =>
        headers[name] = headers.TryGetValue(name, out var before) ? new StringValues([.. before, value]) : new StringValues(value);

    /// <summary>An entry's value as header text. What a text may not hold, all but printable ASCII, is shown as "?": it would cost the whole reply, or end the line.</summary>
    public static string Encode(Metadata.Entry entry)
    {
        if (entry.IsBinary) return Convert.ToBase64String(entry.ValueBytes).TrimEnd('=');
        var value = entry.Value;
        return value.AsSpan().ContainsAnyExceptInRange(' ', '~') ? string.Concat(value.Select(c => c is >= ' ' and <= '~' ? c : '?')) : value;
    }

    private static bool IsReserved(string name) =>
        name.StartsWith("grpc-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("connect-", StringComparison.OrdinalIgnoreCase) || Reserved.Contains(name);

    private static byte[] Decode(string name, string value)
    {
        try
        {
            return Convert.FromBase64String(value.Length % 4 == 0 ? value : value.PadRight(value.Length + 4 - value.Length % 4, '='));
        }
        catch (FormatException)
        {
            throw new RpcFaultException(RpcFault.InvalidArgument($"The value of header {name} is not base64.", name));
        }
    }
}
