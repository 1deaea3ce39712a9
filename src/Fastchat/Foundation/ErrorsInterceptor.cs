using Fastchat.Rpc.Calls;

namespace Fastchat.Foundation;

/// <summary>Turns the domain's refusals into faults of the wire; everything else goes on to the wire's own last resort.</summary>
public sealed class ErrorsInterceptor : CallInterceptor
{
    /// <summary>Who defines our reasons, in google.rpc.ErrorInfo.</summary>
    public const string Domain = "fastchat.dev";

    /// <inheritdoc />
    public override async Task InterceptAsync(ServerCall call, CallHandler next)
    {
        try
        {
            await next(call);
        }
        catch (FastchatException e)
        {
            throw new RpcFaultException(ToFault(e), e);
        }
    }

    /// <summary>A refusal as every wire renders it.</summary>
    public static RpcFault ToFault(FastchatException e)
    {
        var kind = ErrorTable.Kind(e.Reason);
        return new RpcFault(kind.Code, e.Message)
        {
            Reason = ErrorTable.Name(e.Reason),
            Domain = Domain,
            Param = e.Param,
            HttpStatus = kind.HttpStatus,
            Type = kind.Type,
            RetryAfter = e.RetryAfter,
        };
    }
}
