using Fastchat.Contracts.Errors.V1;
using Grpc.Core;

namespace Fastchat.Foundation;

public sealed class ErrorsInterceptorTests
{
    [Fact]
    public void ToFault_Refusal_CarriesAllThatWiresTell()
    {
        var refusal = new FastchatException(ErrorReason.UpstreamRateLimited, "Slow down.", "model", new InvalidOperationException("secret")) { RetryAfter = TimeSpan.FromSeconds(7) };

        var fault = ErrorsInterceptor.ToFault(refusal);

        Assert.Equal(StatusCode.ResourceExhausted, fault.Code);
        Assert.Equal("Slow down.", fault.Message);
        Assert.Equal(("UPSTREAM_RATE_LIMITED", "fastchat.dev", "model"), (fault.Reason, fault.Domain, fault.Param));
        Assert.Equal((429, "rate_limit_error", TimeSpan.FromSeconds(7)), (fault.HttpStatus, fault.Type, fault.RetryAfter));
        Assert.Null(fault.Facts);
    }

    [Fact]
    public void ToFault_BrokenAnswer_SaysHowMuchHadCome()
    {
        var fault = ErrorsInterceptor.ToFault(new FastchatException(ErrorReason.UpstreamStreamBroken, "Broken.", "model") { Delivered = new Delivered(3, 14) });

        var info = fault.Details().First().Unpack<Google.Rpc.ErrorInfo>();
        Assert.Equal(("3", "14", "model"), (info.Metadata["delivered_deltas"], info.Metadata["delivered_characters"], info.Metadata["param"]));
    }
}
