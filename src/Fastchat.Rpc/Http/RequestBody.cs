using System.Buffers;
using System.IO.Pipelines;
using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Framing;
using Microsoft.AspNetCore.Http;

namespace Fastchat.Rpc.Http;

/// <summary>Whole request bodies, within a limit.</summary>
internal static class RequestBody
{
    /// <summary>Reads the body to its end.</summary>
    /// <exception cref="RpcFaultException">The body is larger than <paramref name="limit"/> bytes.</exception>
    public static async ValueTask<byte[]> ReadAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        // Refused by its header before anything is read.
        if (request.ContentLength > limit) throw new RpcFaultException(FrameReader.TooLarge(request.ContentLength.Value, limit));
        var reader = request.BodyReader;
        while (true)
        {
            ReadResult result;
            try
            {
                result = await reader.ReadAsync(cancellationToken);
            }
            catch (Exception e) when (FrameReader.IsBrokenOff(e))
            {
                throw FrameReader.BrokenOff(e);
            }

            if (result.Buffer.Length > limit)
            {
                reader.AdvanceTo(result.Buffer.End);
                throw new RpcFaultException(FrameReader.TooLarge(result.Buffer.Length, limit));
            }

            if (result.IsCompleted)
            {
                var body = result.Buffer.ToArray();
                reader.AdvanceTo(result.Buffer.End);
                return body;
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }
}
