using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.OpenAI.V1;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Rpc.Json;

/// <summary>Protobuf → JSON → Protobuf for messages of the contracts.</summary>
public sealed class ContractsRoundTripTests
{
    private static readonly Gen<ContentPart> Parts = Generated.Texts.SelectMany(text => Gen.Elements(
        new ContentPart { Text = new TextPart { Text = text } },
        new ContentPart { File = new FilePart() },
        new ContentPart { Refusal = new RefusalPart() }));

    private static readonly Gen<ChatMessage> Messages =
        from role in Gen.Elements(ChatRole.System, ChatRole.User, ChatRole.Assistant, ChatRole.Tool)
        from text in Generated.Texts
        from parts in Gen.ListOf(Parts)
        from message in Gen.Elements(new ChatMessage { Text = text }, new ChatMessage { Parts = new ContentParts { Parts = { parts } } }, new ChatMessage { Name = text })
        select new ChatMessage(message) { Role = role };

    [Fact]
    public void ChatCompletionParams_AnyRequest_IsReadBack() => RoundTrip.Check(
        from messages in Gen.ListOf(Messages)
        from model in Generated.Texts
        from temperature in Generated.Doubles
        from stream in ArbMap.Default.GeneratorFor<bool>()
        from stops in Gen.ListOf(Generated.Texts)
        from choice in Generated.Values(2)
        from metadata in Gen.ListOf(Generated.Texts.Zip(Generated.Texts))
        from extra in Generated.Values(3)
        select new ChatCompletionParams
        {
            Messages = { messages },
            Model = model,
            Temperature = temperature,
            Stream = stream,
            ToolChoice = choice,
            Stop = stream ? new StopSequences { One = model } : new StopSequences { Many = new StringList { Values = { stops } } },
            Metadata = { Generated.Distinct(metadata) },
            Rest = new Struct { Fields = { ["extra"] = extra } },
        });

    [Fact]
    public void ChatEvent_AnyPayload_IsReadBack() => RoundTrip.Check(
        from text in Generated.Texts
        from sequence in ArbMap.Default.GeneratorFor<DoNotSize<ulong>>()
        from seconds in Gen.Choose(0, int.MaxValue)
        from e in Gen.Elements(
            new ChatEvent { Token = new TokenDelta { Text = text } },
            new ChatEvent { Status = new StatusUpdate { Kind = StatusKind.Searching, Message = text } },
            new ChatEvent { Error = new ErrorEvent { Code = text, Retryable = true } },
            new ChatEvent { Complete = new Completion { Text = text } })
        select new ChatEvent(e) { EventId = text, Sequence = sequence.Item, Timestamp = new Timestamp { Seconds = seconds } });
}
