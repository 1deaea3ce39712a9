using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Conformance;
using Fastchat.Rpc.WireTest;
using Fastchat.Testing;
using Grpc.Core;

namespace Fastchat.Rpc.Services;

/// <summary>Does what the first request of a call says; without instructions it echoes.</summary>
internal sealed class ConformanceHandler(FakeClock clock) : WireTest.ConformanceService.ConformanceServiceBase
{
    private readonly TaskCompletionSource _waits = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when a handler has come to its waiting step.</summary>
    public Task Waits => _waits.Task;

    /// <summary>Done when a handler was told that its call is cancelled.</summary>
    public Task Cancelled => _cancelled.Task;

    public override async Task<ConformanceResponse> Unary(ConformanceRequest request, ServerCallContext context)
    {
        var response = Echo(request);
        await FollowAsync(request, null, context, r => Task.FromResult(response = r));
        return response;
    }

    public override Task ServerStream(ConformanceRequest request, IServerStreamWriter<ConformanceResponse> responseStream, ServerCallContext context) =>
        request.Steps.Count == 0 ? responseStream.WriteAsync(Echo(request)) : FollowAsync(request, null, context, responseStream.WriteAsync, responseStream.WriteAllAsync);

    public override async Task<ConformanceResponse> ClientStream(IAsyncStreamReader<ConformanceRequest> requestStream, ServerCallContext context)
    {
        var response = new ConformanceResponse();
        if (!await requestStream.MoveNext(context.CancellationToken)) return response;
        var first = requestStream.Current;
        if (first.Steps.Count == 0) return new ConformanceResponse { Seen = { first.Text, await TextsAsync(requestStream, int.MaxValue, context) } };
        await FollowAsync(first, requestStream, context, r => Task.FromResult(response = r));
        return response;
    }

    public override async Task Bidi(IAsyncStreamReader<ConformanceRequest> requestStream, IServerStreamWriter<ConformanceResponse> responseStream, ServerCallContext context)
    {
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            if (requestStream.Current is { Steps.Count: > 0 } script)
            {
                await FollowAsync(script, requestStream, context, responseStream.WriteAsync, responseStream.WriteAllAsync);
                return;
            }

            await responseStream.WriteAsync(Echo(requestStream.Current));
        }
    }

    private static ConformanceResponse Echo(ConformanceRequest request) => new() { Text = request.Text, Data = request.Data };

    private async Task FollowAsync(
        ConformanceRequest script,
        IAsyncStreamReader<ConformanceRequest>? requests,
        ServerCallContext context,
        Func<ConformanceResponse, Task> send,
        Func<IAsyncEnumerable<ConformanceResponse>, CancellationToken, Task>? sendAll = null)
    {
        using var told = context.CancellationToken.Register(() => _cancelled.TrySetResult());
        foreach (var step in script.Steps)
        {
            if (step.Headers.Count > 0) await context.WriteResponseHeadersAsync(MetadataLines.Parse(step.Headers));
            foreach (var entry in MetadataLines.Parse(step.Trailers)) context.ResponseTrailers.Add(entry);
            if (step.See.Count > 0) await send(new ConformanceResponse { Seen = { step.See.SelectMany(name => See(name, context)) } });
            if (step.Read != 0) await send(new ConformanceResponse { Seen = { await TextsAsync(requests!, step.Read < 0 ? int.MaxValue : step.Read, context) } });
            if (step.Send is not null && step.Together) await sendAll!(Repeat(step), context.CancellationToken);
            else if (step.Send is not null) await foreach (var response in Repeat(step)) await send(response);
            if (step.DelayMs > 0) await DelayAsync(step.DelayMs, context);
            if (step.Wait) await WaitAsync(context);
            if (step.Status is { } status) context.Status = new Status((StatusCode)status.Code, status.Message);
            if (step.Fault is { } fault) throw ScriptedFaults.ToException(fault);
            if (step.Throw.Length > 0) throw new InvalidOperationException(step.Throw);
        }
    }

    private IEnumerable<string> See(string name, ServerCallContext context)
    {
        if (name != "deadline") return MetadataLines.Format(context.RequestHeaders.Where(e => e.Key == name));
        return [context.Deadline == DateTime.MaxValue ? "none" : $"{(context.Deadline - clock.GetUtcNow().UtcDateTime).TotalMilliseconds}"];
    }

    private static async Task<List<string>> TextsAsync(IAsyncStreamReader<ConformanceRequest> requests, int count, ServerCallContext context)
    {
        var texts = new List<string>();
        while (texts.Count < count && await requests.MoveNext(context.CancellationToken)) texts.Add(requests.Current.Text);
        return texts;
    }

    private static async IAsyncEnumerable<ConformanceResponse> Repeat(ConformanceStep step)
    {
        for (var i = 0; i < Math.Max(1, step.Times); i++) yield return step.Send;
        await Task.CompletedTask;
    }

    // Nobody else moves the clock: a delay passes at once, and a deadline inside it fires before it ends.
    private async Task DelayAsync(int milliseconds, ServerCallContext context)
    {
        var delay = Task.Delay(TimeSpan.FromMilliseconds(milliseconds), clock, context.CancellationToken);
        clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
        await delay;
    }

    private async Task WaitAsync(ServerCallContext context)
    {
        _waits.TrySetResult();
        await Task.Delay(Timeout.Infinite, context.CancellationToken);
    }
}
