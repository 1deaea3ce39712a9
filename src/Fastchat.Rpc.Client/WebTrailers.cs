using System.Buffers;
using System.Net.Http.Headers;
using System.Text;

namespace Fastchat.Rpc.Client;

/// <summary>Reads the trailers in a gRPC-Web body: lines as in HTTP/1.1, without an empty one at the end. Source: gRPC-Web, "Protocol differences".</summary>
internal static class WebTrailers
{
    public static void Read(in ReadOnlySequence<byte> block, HttpResponseHeaders trailers)
    {
        // Some servers end lines with LF alone, and some write names in mixed case.
        foreach (var line in Encoding.Latin1.GetString(block).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = line.IndexOf(':');
            if (colon > 0) trailers.TryAddWithoutValidation(line[..colon].TrimEnd(), line[(colon + 1)..].TrimStart());
        }
    }
}
