using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Http;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Fastchat.Rpc.Grpc;

/// <summary>A call's outcome as gRPC's trailers.</summary>
internal static class GrpcStatus
{
    private const string Status = "grpc-status";
    private const string Message = "grpc-message";

    // The numbers as text, so that a success allocates nothing.
    private static readonly string[] Codes = [.. Enumerable.Range(0, 17).Select(c => c.ToString(System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>Sends the outcome as HTTP trailers.</summary>
    public static void AppendTrailers(HttpResponse response, RpcFault? fault, Metadata? trailers)
    {
        var target = response.HttpContext.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers;
        if (fault is null && trailers is null) target.GrpcStatus = Codes[0];
        else foreach (var (name, value) in Trailers(fault, trailers)) MetadataHeaders.Append(target, name, value);
    }

    /// <summary>The pairs to send, in order.</summary>
    public static IEnumerable<(string Name, string Value)> Trailers(RpcFault? fault, Metadata? trailers)
    {
        yield return (Status, fault is null ? "0" : Code(fault.Code));
        if (fault is { Message.Length: > 0 }) yield return (Message, PercentEncoding.Encode(fault.Message));
        if (fault is { HasDetails: true }) yield return (RpcFault.DetailsTrailer, Convert.ToBase64String(fault.ToStatus().ToByteArray()).TrimEnd('='));
        foreach (var entry in trailers ?? Metadata.Empty) yield return (entry.Key, MetadataHeaders.Encode(entry));
        foreach (var entry in fault?.Trailers ?? Metadata.Empty) yield return (entry.Key, MetadataHeaders.Encode(entry));
    }

    private static string Code(StatusCode code) => (uint)code < (uint)Codes.Length ? Codes[(int)code] : Codes[(int)StatusCode.Unknown];
}
