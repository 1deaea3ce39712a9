using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fastchat.Rpc.Rest;

/// <summary>Requests as shaped JSON, by REST and by WebSocket; members that no field takes are counted and told to the log.</summary>
internal static class RequestJson
{
    /// <summary>Reads a request.</summary>
    /// <param name="utf8">The JSON.</param>
    /// <param name="method">What is called.</param>
    /// <param name="body">The field that the JSON is the value of; null when it is the whole message.</param>
    /// <param name="maxDepth">How deep it may nest.</param>
    /// <param name="http">The HTTP exchange.</param>
    /// <exception cref="JsonShapeException">The JSON does not fit.</exception>
    public static IMessage Read(ReadOnlySpan<byte> utf8, RpcMethod method, FieldDescriptor? body, int maxDepth, HttpContext http)
    {
        var ignored = new IgnoredMembers();
        var request = ShapedJson.Read(utf8, method.Descriptor.InputType, maxDepth, body, ignored);
        if (ignored.Count == 0) return request;
        RpcMetrics.IgnoredJsonMembers.Add(ignored.Count, new KeyValuePair<string, object?>("rpc.method", method.FullName));
        Log.IgnoredMembers(http.RequestServices.GetRequiredService<ILogger<RestCall>>(), method.FullName, ignored.Count, ignored.First!);
        return request;
    }
}
