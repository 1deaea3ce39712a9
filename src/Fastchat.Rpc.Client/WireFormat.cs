namespace Fastchat.Rpc.Client;

/// <summary>How calls are written in HTTP.</summary>
public enum WireFormat
{
    /// <summary>gRPC over HTTP/2: the status is in the trailers.</summary>
    Grpc = 0,

    /// <summary>
    /// gRPC-Web, for proxies that lose trailers or HTTP/2: the status is in the last frame of the body. Over HTTP/1.1 there are no
    /// bidirectional calls.
    /// </summary>
    GrpcWeb = 1,
}
