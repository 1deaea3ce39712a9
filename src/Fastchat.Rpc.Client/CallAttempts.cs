using Fastchat.Rpc.Client.Endpoints;
using Fastchat.Rpc.Client.Retries;
using Grpc.Core;

namespace Fastchat.Rpc.Client;

/// <summary>
/// Sends the requests of a call, again if need be, until a response begins or nothing is left to try. Only what happens
/// before the response's headers is tried again: they commit the call. Source: gRFC A6.
/// </summary>
internal sealed class CallAttempts(RpcChannel channel, RequestBuilder builder, RequestLog requests, RetryDecision decision, bool waitForReady)
{
    private int _unseen;

    /// <summary>The attempts before the last one that the server may have seen.</summary>
    public int Previous => decision.PreviousAttempts;

    /// <summary>The response whose messages follow, or how the last attempt ended without one.</summary>
    /// <exception cref="OperationCanceledException">The call was ended from this side.</exception>
    public async Task<(HttpResponseMessage? Response, AttemptFailure? Failure)> RunAsync(CancellationToken stopped)
    {
        while (true)
        {
            stopped.ThrowIfCancellationRequested();
            var (response, failure) = await SendAsync(stopped);
            if (response is not null)
            {
                requests.Answered();
                return (response, null);
            }

            stopped.ThrowIfCancellationRequested();
            if (failure!.Outcome.IsOk) return (null, failure);
            if (MayRepeatUnseen(failure)) continue;
            if (decision.Next(failure.Outcome, requests.MayReplay) is not { } wait) return (null, failure);
            await Task.Delay(wait, channel.Options.TimeProvider, stopped);
        }
    }

    // The server's code cannot have seen the call, so it is made again whatever the policy says. One that never left goes
    // to another address, or waits for one, however large its requests: all of them are still here.
    private bool MayRepeatUnseen(AttemptFailure failure) => failure.Reach switch
    {
        AttemptReach.NeverSent => requests.HoldsAll && (waitForReady || ++_unseen < channel.Endpoints.Count),
        AttemptReach.Refused => requests.MayReplay && decision.MayRepeatRefused(),
        _ => false,
    };

    private async Task<(HttpResponseMessage? Response, AttemptFailure? Failure)> SendAsync(CancellationToken stopped)
    {
        Endpoint? endpoint = null;
        RequestContent? content = null;
        var began = 0L;
        try
        {
            endpoint = await channel.Endpoints.PickAsync(waitForReady, stopped);
            content = requests.BeginAttempt();
            var request = await builder.BuildAsync(endpoint, decision.PreviousAttempts, content, stopped);
            began = channel.Options.TimeProvider.GetTimestamp();
            return Judge(await endpoint.SendAsync(request, content, stopped));
        }
        catch (Exception) when (stopped.IsCancellationRequested)
        {
            if (content is { WasOpened: false }) endpoint!.Doubt();
            throw;
        }
        catch (Exception exception)
        {
            var failure = AttemptFailure.Of(exception);

            // A handler of the caller's own may give up after it has sent the requests. HttpClient connects anew only for those
            // that the server has refused unseen.
            if (failure.Reach == AttemptReach.NeverSent && content is { WasOpened: true } && channel.Options.HttpHandler is not null) failure = failure with { Reach = AttemptReach.Unknown };
            if (failure.Reach == AttemptReach.NeverSent) endpoint?.ConnectFailed(failure.Outcome.Status);
            if (failure.Reach == AttemptReach.Broken) endpoint?.ConnectionBroke(began, failure.Outcome.Status);
            return (null, failure);
        }
    }

    private (HttpResponseMessage? Response, AttemptFailure? Failure) Judge(HttpResponseMessage response)
    {
        var ended = true;
        try
        {
            var head = StatusReader.ReadHead(response, channel.Options.WireFormat);
            ended = head is not null;
            return head is null ? (response, null) : (null, new AttemptFailure(head, AttemptReach.Served));
        }
        finally
        {
            if (ended) response.Dispose();
        }
    }
}
