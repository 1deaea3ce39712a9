using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Audit;
using Fastchat.Governance.Identity;
using Fastchat.Governance.Limits;
using Fastchat.Governance.Overload;
using Fastchat.Governance.Policies;
using Fastchat.Governance.Tenants;
using Fastchat.Governance.Usage;
using Fastchat.ModelGateway.Parameters;
using Fastchat.ModelGateway.Registry;
using Fastchat.Rpc.Calls;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Fastchat.ModelGateway.Metering;

/// <summary>Measures answers: sets aside what one may come to before a model is asked, and puts down what it came to when it has ended.</summary>
public sealed class ModelMeter(AnswerLimiter limiter, UsageStore usage, TenantDirectory tenants, PolicyGuard policies, ModelRegistry registry, ModelPrices prices, ILogger<ModelMeter> logger)
{
    // The longest answer, in tokens, of a caller whose tokens or cost are limited and who states none.
    private const int DefaultAnswer = 4096;

    /// <summary>Begins an answer, and tells the caller how the tightest of its limits stands.</summary>
    /// <param name="context">The call.</param>
    /// <param name="parameters">The request; an answer without a stated length gets one when its tokens or cost are limited.</param>
    /// <param name="passages">How many tokens of passages may come to it.</param>
    /// <param name="isStream">Whether it is streamed.</param>
    /// <exception cref="FastchatException">POLICY_DENIED or RATE_LIMIT_EXCEEDED.</exception>
    public async ValueTask<MeteredAnswer> BeginAsync(ServerCallContext context, ChatCompletionParams parameters, long passages, bool isStream)
    {
        var (caller, tenant) = (context.Caller(), context.Tenant());
        await policies.CheckModelAsync((ServerCall)context, parameters.Model);
        var user = caller.UserId ?? User(parameters);
        var price = PriceOf(parameters.Model);
        var length = ParameterFit.Length(parameters) ?? (await tenants.SettingsAsync(tenant, context.CancellationToken)).MaxTokens ?? DefaultAnswer;
        var claim = Claim(caller, user, parameters, price, passages, length, isStream);

        var permits = await policies.ModelsAsync((ServerCall)context);
        var room = await limiter.ReserveAsync(claim, context.CancellationToken);
        if (room is not null)
        {
            LimitRefusal.Heed((ServerCall)context, room.Standing);
            if (room.BoundsLength && ParameterFit.Length(parameters) is null) parameters.MaxTokens = length;
        }

        WaitingCall.LetIn(context);
        return new MeteredAnswer(caller, user, parameters.Model, price, prices, room?.Hold, usage, context.Audit(), logger)
        {
            Permits = permits,
            Beside = (further, audit, cancellationToken) => BesideAsync(caller, user, permits, further, audit, cancellationToken),
        };
    }

    // What the server asks of its own accord must not take the room of what the caller asks, nor fail it.
    private async ValueTask<MeteredAnswer?> BesideAsync(
        Caller caller, string? user, Func<string, bool>? permits, ChatCompletionParams parameters, AuditTrail? audit, CancellationToken cancellationToken)
    {
        if (permits?.Invoke(parameters.Model) == false) return null;
        var price = PriceOf(parameters.Model);
        var room = await limiter.ReserveAsync(Claim(caller, user, parameters, price, passages: 0, ParameterFit.Length(parameters) ?? DefaultAnswer, isStream: false), cancellationToken);
        return room is { Hold: null } ? null : new MeteredAnswer(caller, user, parameters.Model, price, prices, room?.Hold, usage, audit, logger) { Permits = permits };
    }

    private ModelPrice PriceOf(string model) => registry.Current.Registered.GetValueOrDefault(model)?.Price ?? prices.Of(model);

    private static AnswerClaim Claim(Caller caller, string? user, ChatCompletionParams parameters, ModelPrice price, long passages, int length, bool isStream)
    {
        var prompt = TokenEstimate.AtMost(TokenEstimate.Bytes(parameters)) + passages;
        var completion = (long)length * (parameters.HasN ? parameters.N : 1);
        return new AnswerClaim(caller, user, parameters.Model, prompt + completion, price.Of(prompt, completion), isStream);
    }

    // OpenAI's name for it since 2025, and the one before.
    private static string? User(ChatCompletionParams parameters) =>
        parameters.SafetyIdentifier is { Length: > 0 } identifier ? identifier : parameters.User is { Length: > 0 } user ? user : null;
}
