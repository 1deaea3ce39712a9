using System.Buffers.Text;
using System.Text;
using Fastchat.Rpc.Calls;
using Microsoft.Extensions.Primitives;

namespace Fastchat.Rpc.WebSockets;

/// <summary>
/// What a client offers in Sec-WebSocket-Protocol: the form of its messages and, because pages can set no other header, its
/// key as <c>rpc.bearer.</c> and base64url without padding. The key is never among the names that are answered.
/// </summary>
/// <param name="Chosen">The first form that we know; null for none.</param>
/// <param name="Token">The key; null for none.</param>
internal readonly record struct Subprotocols(string? Chosen, string? Token)
{
    /// <summary>Messages are JSON texts.</summary>
    public const string Json = "rpc.json.v1";

    /// <summary>Messages are Protobuf bytes.</summary>
    public const string Binary = "rpc.binary.v1";

    private const string Bearer = "rpc.bearer.";

    /// <summary>Reads what is offered; names that are not ours are passed over.</summary>
    /// <exception cref="RpcFaultException">The key is malformed.</exception>
    public static Subprotocols Read(StringValues header)
    {
        string? chosen = null, token = null;
        foreach (var name in header.SelectMany(line => (line ?? "").Split(',', StringSplitOptions.TrimEntries)))
        {
            if (name is Json or Binary) chosen ??= name;
            else if (name.StartsWith(Bearer, StringComparison.Ordinal)) token ??= Decode(name.AsSpan(Bearer.Length));
        }

        return new Subprotocols(chosen, token);
    }

    /// <inheritdoc />
    public override string ToString() => $"{Chosen}{(Token is null ? "" : " with a key")}";

    private static string Decode(ReadOnlySpan<char> text)
    {
        // What becomes a header must be able to be one: printable ASCII.
        if (text.Length > 0 && Base64Url.IsValid(text) && Encoding.Latin1.GetString(Base64Url.DecodeFromChars(text)) is { Length: > 0 } token && token.All(c => c is > ' ' and < '\x7f')) return token;
        throw new RpcFaultException(RpcFault.InvalidArgument($"The subprotocol {Bearer}… must end in a key as base64url without padding.", "sec-websocket-protocol"));
    }
}
