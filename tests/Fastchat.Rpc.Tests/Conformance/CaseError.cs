using Fastchat.Rpc.WireTest;
using Google.Rpc;

namespace Fastchat.Rpc.Conformance;

/// <summary>A failure as one protocol told it.</summary>
internal sealed record CaseError
{
    /// <summary>Whether the protocol carries details; REST's errors tell no more than a reason and a parameter.</summary>
    public bool CarriesDetails { get; init; } = true;

    /// <summary>The code's number; null where the protocol tells only an HTTP status.</summary>
    public int? Code { get; init; }

    public string Message { get; init; } = "";

    public string? Reason { get; init; }

    /// <summary>Who defines the reason; null where the protocol does not tell.</summary>
    public string? Domain { get; init; }

    public string? Param { get; init; }

    public int? RetryMs { get; init; }

    public string? Detail { get; init; }

    /// <summary>The failure with what its details say, each a type's full name and its bytes.</summary>
    public CaseError With(IEnumerable<(string Type, byte[] Value)> details)
    {
        var error = this;
        foreach (var (type, value) in details)
        {
            error = type switch
            {
                "google.rpc.ErrorInfo" => error.With(ErrorInfo.Parser.ParseFrom(value)),
                "google.rpc.BadRequest" => error with { Param = BadRequest.Parser.ParseFrom(value).FieldViolations.Single().Field },
                "google.rpc.RetryInfo" => error with { RetryMs = (int)RetryInfo.Parser.ParseFrom(value).RetryDelay.ToTimeSpan().TotalMilliseconds },
                "fastchat.wiretest.v1.ConformanceResponse" => error with { Detail = ConformanceResponse.Parser.ParseFrom(value).Text },
                _ => throw new FormatException($"A detail of type {type} came."),
            };
        }

        return error;
    }

    private CaseError With(ErrorInfo info) => this with { Reason = info.Reason, Domain = info.Domain };
}
