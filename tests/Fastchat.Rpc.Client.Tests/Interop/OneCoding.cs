using System.Collections.Concurrent;

namespace Fastchat.Rpc.Client.Tests.Interop;

/// <summary>Lets the server answer in one coding only, and notes which it says it has answered in.</summary>
internal sealed class OneCoding(string coding) : DelegatingHandler(new SocketsHttpHandler())
{
    private const string Accept = "grpc-accept-encoding";

    /// <summary>The coding of each response; null where none was named.</summary>
    public ConcurrentQueue<string?> Answered { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Remove(Accept);
        request.Headers.Add(Accept, coding);
        var response = await base.SendAsync(request, cancellationToken);
        Answered.Enqueue(response.Headers.TryGetValues("grpc-encoding", out var values) ? values.Single() : null);
        return response;
    }
}
