using System.Reflection;
using Fastchat.Contracts.Chat.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Fastchat.Server;

/// <summary>The contract itself: every method of every service, and calls of methods that are only known by description.</summary>
internal static class Contract
{
    /// <summary>All methods by full name.</summary>
    public static IReadOnlyDictionary<string, MethodDescriptor> Methods { get; } = typeof(ChatRequest).Assembly.GetExportedTypes()
        .Select(t => t.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null))
        .OfType<FileDescriptor>()
        .SelectMany(f => f.Services)
        .SelectMany(s => s.Methods)
        .ToDictionary(m => m.FullName);

    /// <summary>An empty request of a method.</summary>
    public static IMessage EmptyRequest(MethodDescriptor method) => method.InputType.Parser.ParseFrom([]);

    /// <summary>Calls a method with one request, over gRPC, and reads its answers away.</summary>
    /// <exception cref="RpcException">It is refused.</exception>
    public static async Task CallAsync(CallInvoker invoker, MethodDescriptor method, IMessage request)
    {
        var token = TestContext.Current.CancellationToken;
        var options = new CallOptions(cancellationToken: token);
        var marshaller = Marshallers.Create<IMessage>(m => m.ToByteArray(), bytes => method.OutputType.Parser.ParseFrom(bytes));
        Method<IMessage, IMessage> Of(MethodType type) => new(type, method.Service.FullName, method.Name, marshaller, marshaller);
        if (method.IsClientStreaming)
        {
            using var call = invoker.AsyncClientStreamingCall(Of(MethodType.ClientStreaming), null, options);
            await call.RequestStream.CompleteAsync();
            await call;
        }
        else if (method.IsServerStreaming)
        {
            using var call = invoker.AsyncServerStreamingCall(Of(MethodType.ServerStreaming), null, options, request);
            while (await call.ResponseStream.MoveNext(token)) { }
        }
        else
        {
            using var call = invoker.AsyncUnaryCall(Of(MethodType.Unary), null, options, request);
            await call;
        }
    }
}
