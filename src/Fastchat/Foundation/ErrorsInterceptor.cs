using System.Globalization;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Rpc.Calls;
using Fastchat.Storage;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging;

namespace Fastchat.Foundation;

/// <summary>Turns the domain's refusals into faults of the wire; everything else goes on to the wire's own last resort.</summary>
public sealed class ErrorsInterceptor(ILogger<ErrorsInterceptor> logger) : CallInterceptor
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
        catch (DatabaseUnavailableException e)
        {
            // The engine's own words name hosts and logins: they are for the operator.
            Log.DatabaseUnavailable(logger, e);
            throw new RpcFaultException(ToFault(new FastchatException(ErrorReason.DatabaseUnavailable, "The database cannot be reached; try again later.", inner: e)), e);
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
            Facts = e.Delivered is { } delivered ? Facts(delivered) : null,
            OtherDetails = e.Detail is { } detail ? [Any.Pack(detail)] : [],
        };
    }

    private static Dictionary<string, string> Facts(Delivered delivered) => new()
    {
        ["delivered_deltas"] = delivered.Deltas.ToString(CultureInfo.InvariantCulture),
        ["delivered_characters"] = delivered.Characters.ToString(CultureInfo.InvariantCulture),
    };
}
