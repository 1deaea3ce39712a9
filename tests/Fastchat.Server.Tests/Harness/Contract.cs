using System.Reflection;
using System.Text;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Contracts.Options.V1;
using Fastchat.Foundation;
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

    /// <summary>Who may call a method.</summary>
    public static Access AccessOf(MethodDescriptor method) => method.GetOptions().GetExtension(AccessExtensions.Access);

    /// <summary>Calls a method with one request, over gRPC, and reads its answers away.</summary>
    /// <exception cref="RpcException">It is refused.</exception>
    public static async Task CallAsync(CallInvoker invoker, MethodDescriptor method, IMessage request)
    {
        using var call = Begin(invoker, method);
        await SendAsync(call, method, request);
        while (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken)) { }
    }

    /// <summary>Calls a method with one request, over gRPC: its first answer.</summary>
    /// <exception cref="RpcException">It is refused.</exception>
    public static async Task<IMessage> MessageAsync(CallInvoker invoker, MethodDescriptor method, IMessage request)
    {
        using var call = Begin(invoker, method);
        await SendAsync(call, method, request);
        Assert.True(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        return call.ResponseStream.Current;
    }

    /// <summary>Calls a method with one request, over gRPC, and keeps everything that comes back.</summary>
    public static async Task<Answer> AnswerAsync(CallInvoker invoker, MethodDescriptor method, IMessage request)
    {
        var text = new StringBuilder();
        using var call = Begin(invoker, method);
        try
        {
            await SendAsync(call, method, request);
            Write(text, await call.ResponseHeadersAsync);
            while (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
            {
                text.AppendLine(Encoding.Latin1.GetString(call.ResponseStream.Current.ToByteArray()));
                if (CodeOf(call.ResponseStream.Current) is { } code) return new Answer(ErrorTable.Kind(ErrorTable.FromCode(code)).Code.ToString(), text.ToString());
            }
        }
        catch (RpcException refused)
        {
            text.AppendLine(refused.Status.Detail);
            Write(text, refused.Trailers);
            return new Answer(refused.StatusCode.ToString(), text.ToString());
        }

        Write(text, call.GetTrailers());
        return new Answer("OK", text.ToString());
    }

    // A stream that carries calls answers one that is refused by an event.
    private static string? CodeOf(IMessage message) => message switch
    {
        ConverseResponse { Error: { } error } => error.Code,
        ConnectResponsesResponse { Event.Error: { } error } => error.Code,
        _ => null,
    };

    // On the wire all kinds of calls are alike: messages one way, messages the other.
    private static AsyncDuplexStreamingCall<IMessage, IMessage> Begin(CallInvoker invoker, MethodDescriptor method)
    {
        var requests = Marshallers.Create<IMessage>(m => m.ToByteArray(), bytes => method.InputType.Parser.ParseFrom(bytes));
        var responses = Marshallers.Create<IMessage>(m => m.ToByteArray(), bytes => method.OutputType.Parser.ParseFrom(bytes));
        return invoker.AsyncDuplexStreamingCall(
            new Method<IMessage, IMessage>(MethodType.DuplexStreaming, method.Service.FullName, method.Name, requests, responses),
            null,
            new CallOptions(cancellationToken: TestContext.Current.CancellationToken));
    }

    private static async Task SendAsync(AsyncDuplexStreamingCall<IMessage, IMessage> call, MethodDescriptor method, IMessage request)
    {
        try
        {
            if (!method.IsClientStreaming || method.IsServerStreaming || request.CalculateSize() > 0) await call.RequestStream.WriteAsync(request);
            await call.RequestStream.CompleteAsync();
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException or IOException)
        {
            // Refused before it was sent; reading says why.
        }
    }

    private static void Write(StringBuilder text, Metadata metadata)
    {
        foreach (var entry in metadata.Where(e => !Answer.Unique.Contains(e.Key)).OrderBy(e => e.Key, StringComparer.Ordinal))
            text.AppendLine($"{entry.Key}: {(entry.IsBinary ? Encoding.Latin1.GetString(entry.ValueBytes) : entry.Value)}");
    }
}
