using System.Buffers.Text;
using System.Net;
using System.Text;
using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Framing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Fastchat.Rpc.Connect;

/// <summary>A request that a URL's query carries. Source: Connect protocol, "Unary-Get-Request".</summary>
/// <param name="Codec">How the message is encoded.</param>
/// <param name="Message">The message, still compressed.</param>
/// <param name="Compression">The name of its compression; null for none.</param>
internal sealed record ConnectQuery(MessageCodec Codec, byte[] Message, string? Compression)
{
    /// <summary>Reads a query; parameters may stand in any order, and unknown ones are let be.</summary>
    /// <exception cref="RpcFaultException">A parameter is missing or malformed, or the codec is unknown.</exception>
    public static ConnectQuery Parse(QueryString query)
    {
        var values = new Dictionary<string, ReadOnlyMemory<char>>(StringComparer.Ordinal);
        foreach (var pair in new QueryStringEnumerable(query.Value)) values.TryAdd(pair.DecodeName().ToString(), pair.EncodedValue);
        if (Text(values, "connect") is { } version and not "v1")
            throw Malformed("connect", $"is '{version}'; this server speaks v1");
        var codec = Codecs(Text(values, "encoding"));
        if (!values.TryGetValue("message", out var encoded)) throw Malformed("message", "is missing");
        var message = Octets(encoded);
        return new ConnectQuery(codec, Text(values, "base64") == "1" ? FromBase64(message) : message, Text(values, "compression"));
    }

    private static MessageCodec Codecs(string? name) => name switch
    {
        "proto" => ProtoCodec.Instance,
        "json" => ProtoJsonCodec.Instance,
        null => throw Malformed("encoding", "is missing; it takes proto or json"),
        _ => throw new RpcFaultException(ConnectError.UnsupportedMediaType($"Messages encoded as '{name}' are not read here; use proto or json.")),
    };

    private static string? Text(Dictionary<string, ReadOnlyMemory<char>> values, string name) =>
        values.TryGetValue(name, out var value) ? Encoding.UTF8.GetString(Octets(value)) : null;

    // As octets and not as text: what is percent-encoded need not be UTF-8.
    private static byte[] Octets(ReadOnlyMemory<char> encoded)
    {
        var octets = Encoding.UTF8.GetBytes(encoded.ToArray());
        return WebUtility.UrlDecodeToBytes(octets, 0, octets.Length)!;
    }

    private static byte[] FromBase64(byte[] text)
    {
        try
        {
            return Base64Url.DecodeFromUtf8(text);
        }
        catch (FormatException)
        {
            throw Malformed("message", "is not URL-safe base64 (RFC 4648, section 5)");
        }
    }

    private static RpcFaultException Malformed(string name, string why) => new(RpcFault.InvalidArgument($"The query parameter {name} {why}.", name));
}
