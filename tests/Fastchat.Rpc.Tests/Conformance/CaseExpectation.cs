using System.Text.Json.Nodes;

namespace Fastchat.Rpc.Conformance;

/// <summary>What a case must come to, whatever the protocol.</summary>
internal sealed record CaseExpectation
{
    public JsonArray Messages { get; init; } = [];

    public string[] Headers { get; init; } = [];

    public string[] Trailers { get; init; } = [];

    public string[] AbsentHeaders { get; init; } = [];

    public string Code { get; init; } = "ok";

    public string? Message { get; init; }

    public string? MessageHas { get; init; }

    public string? Reason { get; init; }

    public string? Param { get; init; }

    public int? RetryMs { get; init; }

    public string? Detail { get; init; }

    /// <summary>The HTTP status where the protocol tells outcomes by it; null for the code's own.</summary>
    public int? Http { get; init; }

    /// <summary>The coding that the messages come in.</summary>
    public string? Encoding { get; init; }

    /// <summary>The handler fails unforeseen: one log line with the request's id, and no word of this in the reply.</summary>
    public string? Secret { get; init; }

    /// <summary>The caller leaves, and the handler is told.</summary>
    public bool Cancelled { get; init; }

    /// <summary>The code as a number.</summary>
    public int CodeNumber => CaseCodes.Number(Code);
}
