using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Fastchat.Rpc.Client.Tests;

/// <summary>A client as generated code makes them, for one service with the four kinds of methods over text.</summary>
internal sealed class TextClient(CallInvoker invoker)
{
    private static readonly Marshaller<StringValue> Text = Marshallers.Create(Serialize, context => StringValue.Parser.ParseFrom(context.PayloadAsReadOnlySequence()));
    private static readonly Method<StringValue, StringValue> UnaryMethod = Method(MethodType.Unary, "Unary");
    private static readonly Method<StringValue, StringValue> ClientStreamMethod = Method(MethodType.ClientStreaming, "ClientStream");
    private static readonly Method<StringValue, StringValue> ServerStreamMethod = Method(MethodType.ServerStreaming, "ServerStream");
    private static readonly Method<StringValue, StringValue> DuplexMethod = Method(MethodType.DuplexStreaming, "Duplex");

    public string BlockingUnary(string text) => invoker.BlockingUnaryCall(UnaryMethod, null, default, Of(text)).Value;

    public AsyncUnaryCall<StringValue> Unary(string text, CallOptions options = default) => invoker.AsyncUnaryCall(UnaryMethod, null, options, Of(text));

    public AsyncUnaryCall<StringValue> UnaryTo(string host, string text) => invoker.AsyncUnaryCall(UnaryMethod, host, default, Of(text));

    public AsyncServerStreamingCall<StringValue> ServerStream(string text, CallOptions options = default) => invoker.AsyncServerStreamingCall(ServerStreamMethod, null, options, Of(text));

    public AsyncClientStreamingCall<StringValue, StringValue> ClientStream(CallOptions options = default) => invoker.AsyncClientStreamingCall(ClientStreamMethod, null, options);

    public AsyncDuplexStreamingCall<StringValue, StringValue> Duplex(CallOptions options = default) => invoker.AsyncDuplexStreamingCall(DuplexMethod, null, options);

    public static StringValue Of(string text) => new() { Value = text };

    private static Method<StringValue, StringValue> Method(MethodType type, string name) => new(type, "test.Text", name, Text, Text);

    private static void Serialize(StringValue message, SerializationContext context)
    {
        context.SetPayloadLength(message.CalculateSize());
        message.WriteTo(context.GetBufferWriter());
        context.Complete();
    }
}
