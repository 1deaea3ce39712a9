using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Fastchat.Chat.Conversations;
using Fastchat.Chat.Converse;
using Fastchat.Chat.Privacy;
using Fastchat.Chat.Responses;
using Fastchat.Chat.Rounds;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Audit;
using Fastchat.Governance.Identity;
using Fastchat.Governance.Tenants;
using Fastchat.ModelGateway.Metering;
using Fastchat.Rpc.Calls;
using Fastchat.Runs;
using Grpc.Core;

namespace Fastchat.Chat;

/// <summary>Makes runs of native requests: (1) check, (2) read the thread, (3) take the turn as a run. All native doors of chat come through here.</summary>
public sealed partial class ChatRuns(
    ThreadTurns threads, ResponseInputs inputs, ChatTurn chat, RunRecorder recorder, RunStore runs, RunFollower follower, TenantDirectory tenants, PrivacyScreens screens, ModelMeter meter, TurnTools tools, TimeProvider clock)
{
    [GeneratedRegex(@"^messages\[(\d+)\]")]
    private static partial Regex MessageParam { get; }

    /// <summary>Begins a run. What is wrong with the request is thrown; from here on it is an event of the run.</summary>
    /// <param name="request">The request.</param>
    /// <param name="context">The call that it came in.</param>
    /// <exception cref="FastchatException">What the request is refused for.</exception>
    public async Task<ChatRun> BeginAsync(ChatRequest request, ServerCallContext context)
    {
        var tenant = context.Tenant();
        var asked = ChatRequests.ToTurn(tenant, request, await tenants.SettingsAsync(tenant, context.CancellationToken)) with { Answers = CallerAnswers.Of(context) };
        asked = await NativeTools.AddAsync(request, asked, tools, context);
        ChatRequests.Check(asked.Parameters);
        var wish = ChatRequests.Thread(tenant, request, clock);
        if (ChatRequests.Named(request) is { } named)
        {
            // What was asked before is not asked again, and not paid for again.
            if (await runs.FindRequestAsync(tenant, named, context.CancellationToken) is { } earlier)
                return new ChatRun(follower.FollowAsync(tenant, earlier, 0, context.CancellationToken), GoesOn: false);
            asked = asked with { Request = named };
        }

        return await BeginAsync(asked, wish, context, ChatRequests.GoesOn(request), isStream: true, context.CancellationToken);
    }

    /// <summary>Goes on with the run of a request that has a name, and never makes another.</summary>
    /// <exception cref="FastchatException">RUN_NOT_FOUND: it has none that is under way or was answered.</exception>
    internal async Task<ChatRun> RejoinAsync(ChatRequest request, ulong after, ServerCallContext context)
    {
        var tenant = context.Tenant();
        var earlier = ChatRequests.Named(request) is { } named ? await runs.FindRequestAsync(tenant, named, context.CancellationToken) : null;
        if (earlier is null) throw new FastchatException(ErrorReason.RunNotFound, $"The request '{request.RequestId}' has no run that is under way or was answered.", "request_id");
        return new ChatRun(follower.FollowAsync(tenant, earlier, after, context.CancellationToken), GoesOn: false);
    }

    /// <summary>Begins a run of a request that is checked, in a thread or without one.</summary>
    internal async Task<ChatRun> BeginAsync(TurnRequest asked, ThreadWish? wish, ServerCallContext context, bool goesOn, bool isStream, CancellationToken callerLeft)
    {
        asked = asked with { RunId = Ids.New(Ids.Run, asked.Tenant, clock), Audit = context.Audit(), ServerStops = ((ServerCall)context).HostStops };
        var turn = wish is null
            ? await screens.AdmitAsync(asked, textName: "text", context.CancellationToken)
            : await EnterAsync(asked, wish, context);
        await chat.CheckAsync(turn, context.CancellationToken);
        return new ChatRun(RecordAsync(turn, context, isStream, goesOn ? ((ServerCall)context).HostStops : callerLeft, callerLeft), goesOn);
    }

    // (2) Read the thread: once here, so that what is refused for it costs nothing, and again when the turn has come.
    private async Task<TurnRequest> EnterAsync(TurnRequest asked, ThreadWish wish, ServerCallContext context)
    {
        var own = asked.Parameters.Messages.ToList();
        var before = await threads.ItemsAsync(asked.Tenant, wish, context.CancellationToken);
        var told = await MessagesAsync(asked.Tenant, wish.Remembers ? before : [], own, context.CancellationToken);
        var parameters = asked.Parameters.Clone();
        parameters.Messages.Clear();
        parameters.Messages.AddRange(told);
        var turn = await AdmitAsync(asked with { Parameters = parameters }, told.Count - own.Count, wish, context.CancellationToken);

        // What is kept is what may be: without the personal data that was masked.
        var admitted = turn.Parameters.Messages.TakeLast(own.Count).ToList();
        var items = MessageItems.Of(admitted, (prefix, index) => ResponseIds.Input(ResponseIds.Of(turn.RunId!), prefix, index));
        return turn with { Thread = threads.Turn(turn.Tenant, wish, items, before, (said, ct) => MessagesAsync(turn.Tenant, said, admitted, ct), context.Caller().UserId) };
    }

    private async Task<IReadOnlyList<ChatMessage>> MessagesAsync(TenantId tenant, IReadOnlyList<ConversationItem> before, IReadOnlyList<ChatMessage> own, CancellationToken cancellationToken)
    {
        var messages = new ItemMessages();
        await inputs.AddAsync(tenant, messages, before.Select(i => i.Item), cancellationToken);
        return [.. messages.Messages, .. own];
    }

    private async Task<TurnRequest> AdmitAsync(TurnRequest turn, int before, ThreadWish wish, CancellationToken cancellationToken)
    {
        try
        {
            return await screens.AdmitAsync(turn, textName: "text", cancellationToken);
        }
        catch (FastchatException e) when (e.Param is { } param && MessageParam.Match(param) is { Success: true } message)
        {
            // The caller counts his own messages; what is not his own is the thread's.
            var index = int.Parse(message.Groups[1].Value, CultureInfo.InvariantCulture) - before;
            var name = index < 0 ? wish.Param : $"messages[{index}]{param[message.Length..]}";
            throw new FastchatException(e.Reason, e.Message.Replace(param, name, StringComparison.Ordinal), name, e);
        }
    }

    private async IAsyncEnumerable<ChatEvent> RecordAsync(TurnRequest turn, ServerCallContext context, bool isStream, [EnumeratorCancellation] CancellationToken stop, CancellationToken reading)
    {
        await using var measured = await meter.BeginAsync(context, turn.Parameters, turn.MostPassageTokens, isStream);
        await foreach (var chatEvent in recorder.RecordAsync(turn with { Meter = measured }, threads.RunAsync, stop, reading)) yield return chatEvent;
    }
}
