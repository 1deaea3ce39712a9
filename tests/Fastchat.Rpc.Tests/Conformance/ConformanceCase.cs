using System.Text.Json.Nodes;
using Fastchat.Rpc.WireTest;
using Google.Protobuf;

namespace Fastchat.Rpc.Conformance;

/// <summary>One case of tests/cases/rpc: what is called, what the handler does, what must come out. The README there explains the keys.</summary>
internal sealed record ConformanceCase
{
    private static readonly JsonParser Parser = JsonParser.Default;

    public required string Name { get; init; }

    public required string Method { get; init; }

    public string[]? Over { get; init; }

    public string[] Except { get; init; } = [];

    public CaseServer Server { get; init; } = new();

    public string[] Metadata { get; init; } = [];

    public int? TimeoutMs { get; init; }

    public string? Compress { get; init; }

    public string? Accept { get; init; }

    public string? ContentType { get; init; }

    public JsonArray Requests { get; init; } = [new JsonObject()];

    public JsonArray? Do { get; init; }

    public RawFrame[]? Frames { get; init; }

    public RawBytes? Body { get; init; }

    public bool FullDuplex { get; init; }

    public int? CancelAfter { get; init; }

    public required CaseExpectation Expect { get; init; }

    public Dictionary<string, WireFacts> Wire { get; init; } = [];

    /// <summary>Whether the caller may send many messages.</summary>
    public bool ClientStreams => Method is "client-stream" or "bidi";

    /// <summary>Whether the handler may send many messages.</summary>
    public bool ServerStreams => Method is "server-stream" or "bidi";

    /// <summary>The name of the method in the proto.</summary>
    public string ProtoMethod => Method switch
    {
        "unary" => "Unary",
        "server-stream" => "ServerStream",
        "client-stream" => "ClientStream",
        "bidi" => "Bidi",
        _ => throw new FormatException($"{Name}: there is no method '{Method}'."),
    };

    /// <summary>The request messages; the first carries the handler's steps.</summary>
    public IReadOnlyList<ConformanceRequest> RequestMessages()
    {
        var messages = Requests.Select(r => Parser.Parse<ConformanceRequest>(r!.ToJsonString())).ToList();
        if (Do is not null) messages[0].Steps.Add(Do.Select(s => Parser.Parse<ConformanceStep>(s!.ToJsonString())));
        return messages;
    }

    /// <summary>The response messages that must come.</summary>
    public IEnumerable<ConformanceResponse> ExpectedMessages()
    {
        foreach (var node in Expect.Messages)
        {
            var message = node!.DeepClone().AsObject();
            var times = message.Remove("times", out var count) ? (int)count! : 1;
            for (var i = 0; i < times; i++) yield return Parser.Parse<ConformanceResponse>(message.ToJsonString());
        }
    }
}
