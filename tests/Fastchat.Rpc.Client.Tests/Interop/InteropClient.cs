using Google.Protobuf;
using Grpc.Testing;

namespace Fastchat.Rpc.Client.Tests.Interop;

/// <summary>Generated clients over a channel of our own.</summary>
internal sealed class InteropClient : IDisposable
{
    private readonly RpcChannel _channel;

    /// <param name="address">The server.</param>
    /// <param name="format">gRPC or gRPC-Web.</param>
    /// <param name="http">The version of HTTP.</param>
    /// <param name="coding">The coding of both directions; null for none.</param>
    public InteropClient(string address, WireFormat format, string http, string? coding)
    {
        Wire = new OneCoding(coding ?? "identity");
        _channel = RpcChannel.ForAddress(address, new RpcChannelOptions { WireFormat = format, HttpVersion = Version.Parse(http), RequestCompression = coding, HttpHandler = Wire });
        Tests = new TestService.TestServiceClient(_channel);
        Unimplemented = new UnimplementedService.UnimplementedServiceClient(_channel);
    }

    public OneCoding Wire { get; }

    public TestService.TestServiceClient Tests { get; }

    public UnimplementedService.UnimplementedServiceClient Unimplemented { get; }

    /// <summary>A payload of so many zeros.</summary>
    public static Payload Zeros(int size) => new() { Body = UnsafeByteOperations.UnsafeWrap(new byte[size]) };

    public void Dispose()
    {
        _channel.Dispose();
        Wire.Dispose();
    }
}
