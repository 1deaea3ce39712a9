namespace Fastchat.Rpc.Grpc;

/// <summary>gRPC's three forms. They differ in headers and in where the status goes, in nothing else.</summary>
internal enum GrpcVariant
{
    /// <summary>gRPC over HTTP/2; the status is in HTTP trailers.</summary>
    Native,

    /// <summary>gRPC-Web; the status is a last frame of the body.</summary>
    Web,

    /// <summary>gRPC-Web with the body in base64, for browsers that cannot stream bytes.</summary>
    WebText,
}
