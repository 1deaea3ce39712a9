using Fastchat.Foundation;
using Fastchat.Governance.Audit;
using Fastchat.Governance.Identity;
using Fastchat.Governance.Limits;
using Fastchat.Governance.Overload;
using Fastchat.Governance.Usage;
using Fastchat.ModelGateway.Registry;
using Fastchat.Rpc.Calls;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Fastchat.ModelGateway.Metering;

/// <summary>Measures what models read without writing anything, as those do that embed and rank.</summary>
public sealed class ReadingMeter(AnswerLimiter limiter, UsageStore usage, ModelPrices prices, ILogger<ReadingMeter> logger)
{
    private const int LongestUser = 256;

    /// <summary>Sets aside what a call may come to, and tells the caller how the tightest of its limits stands.</summary>
    /// <param name="context">The call.</param>
    /// <param name="model">The model.</param>
    /// <param name="user">Whom it is for, as the request says; empty for nobody.</param>
    /// <param name="bytes">How many bytes of UTF-8 the model may read.</param>
    /// <exception cref="FastchatException">RATE_LIMIT_EXCEEDED, or INVALID_VALUE for a user that cannot be kept.</exception>
    public async ValueTask<MeteredReading> BeginAsync(ServerCallContext context, RegisteredModel model, string user, long bytes)
    {
        if (user.Length > LongestUser || user.Any(char.IsControl)) throw FastchatException.InvalidValue("user", $"user must be text of at most {LongestUser} characters, none of them a control character.");
        var (caller, tenant) = (context.Caller(), context.Tenant());
        var whom = caller.UserId ?? (user.Length > 0 ? user : null);
        var price = model.Price ?? prices.Of(model.Name);
        var tokens = TokenEstimate.AtMost(bytes);
        var room = await limiter.ReserveAsync(new AnswerClaim(caller, whom, model.Name, tokens, price.Of(tokens, 0), IsStream: false), context.CancellationToken);
        if (room is not null) LimitRefusal.Heed((ServerCall)context, room.Standing);
        WaitingCall.LetIn(context);
        return new MeteredReading(caller, whom, model.Name, price, new Settlement(tenant, room?.Hold, usage, context.Audit(), logger));
    }
}
