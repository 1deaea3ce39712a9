using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;

namespace Fastchat.Chat;

public sealed class ChatRulesTests
{
    private const int MiB = 1024 * 1024;

    public static TheoryData<string, ErrorReason, Action<ChatCompletionParams>> Wrong => new()
    {
        { "messages", ErrorReason.MissingField, p => p.Messages.Clear() },
        { "messages", ErrorReason.InvalidValue, p => p.Messages.AddRange(Enumerable.Repeat(p.Messages[0], 1000)) },
        { "messages[1].role", ErrorReason.MissingField, p => p.Messages.Add(new ChatMessage { Text = "x" }) },
        { "messages[1].content", ErrorReason.MissingField, p => p.Messages.Add(new ChatMessage { Role = ChatRole.User }) },
        { "messages[1].content", ErrorReason.MissingField, p => p.Messages.Add(new ChatMessage { Role = ChatRole.System }) },
        { "messages[1].content", ErrorReason.MissingField, p => p.Messages.Add(new ChatMessage { Role = ChatRole.Developer }) },
        { "messages[1].tool_call_id", ErrorReason.MissingField, p => p.Messages.Add(new ChatMessage { Role = ChatRole.Tool, Text = "x" }) },
        { "model", ErrorReason.MissingField, p => p.Model = "" },
        { "temperature", ErrorReason.InvalidValue, p => p.Temperature = 2.01 },
        { "temperature", ErrorReason.InvalidValue, p => p.Temperature = double.NaN },
        { "top_p", ErrorReason.InvalidValue, p => p.TopP = -0.01 },
        { "n", ErrorReason.InvalidValue, p => p.N = 0 },
        { "n", ErrorReason.InvalidValue, p => p.N = 129 },
        { "presence_penalty", ErrorReason.InvalidValue, p => p.PresencePenalty = 2.1 },
        { "frequency_penalty", ErrorReason.InvalidValue, p => p.FrequencyPenalty = -2.1 },
        { "max_tokens", ErrorReason.InvalidValue, p => p.MaxTokens = 0 },
        { "max_completion_tokens", ErrorReason.InvalidValue, p => p.MaxCompletionTokens = -1 },
        { "stop", ErrorReason.InvalidValue, p => p.Stop = new StopSequences { Many = new StringList { Values = { "a", "b", "c", "d", "e" } } } },
        { "tools", ErrorReason.InvalidValue, p => p.Tools.AddRange(Enumerable.Repeat(new ChatTool { Function = new FunctionTool() }, 129)) },
        { "messages[1].content", ErrorReason.InvalidValue, p => p.Messages.Add(new ChatMessage { Role = ChatRole.User, Text = new string('x', MiB + 1) }) },
        { "messages[1].content", ErrorReason.InvalidValue, p => p.Messages.Add(new ChatMessage { Role = ChatRole.User, Text = new string('é', (MiB / 2) + 1) }) },
        { "messages[1].content", ErrorReason.InvalidValue, p => p.Messages.Add(new ChatMessage { Role = ChatRole.User, Parts = Parts(MiB, 1) }) },
        { "metadata", ErrorReason.InvalidValue, p => p.Metadata.Add("", "x") },
    };

    public static TheoryData<Action<ChatCompletionParams>> Right => new()
    {
        { _ => { } },
        { p => p.Messages.AddRange(Enumerable.Repeat(p.Messages[0], 999)) },
        { p => p.Messages.Add(new ChatMessage { Role = ChatRole.Assistant }) },
        { p => p.Messages.Add(new ChatMessage { Role = ChatRole.User, Text = "" }) },
        { p => p.Messages.Add(new ChatMessage { Role = ChatRole.User, Text = new string('x', MiB) }) },
        { p => p.Messages.Add(new ChatMessage { Role = ChatRole.User, Parts = Parts(MiB - 1, 1) }) },
        { p => p.Messages.Add(new ChatMessage { Role = ChatRole.Tool, ToolCallId = "call_1", Text = "x" }) },
        { p => (p.Temperature, p.TopP, p.N, p.PresencePenalty, p.FrequencyPenalty) = (2, 1, 128, -2, 2) },
        { p => (p.Temperature, p.TopP, p.N, p.MaxTokens) = (0, 0, 1, int.MaxValue) },
        { p => p.Stop = new StopSequences { Many = new StringList { Values = { "a", "b", "c", "d" } } } },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void Check_Wrong_NamesTheField(string param, ErrorReason reason, Action<ChatCompletionParams> spoil)
    {
        var parameters = Good();
        spoil(parameters);

        var refusal = Assert.Throws<FastchatException>(() => ChatRules.Check(parameters));

        Assert.Equal((reason, param), (refusal.Reason, refusal.Param));
    }

    [Theory]
    [MemberData(nameof(Right), DisableDiscoveryEnumeration = true)]
    public void Check_Right_Passes(Action<ChatCompletionParams> change)
    {
        var parameters = Good();
        change(parameters);

        Assert.Null(Record.Exception(() => ChatRules.Check(parameters)));
    }

    [Fact]
    public void Check_LongTextAtADoorThatCallsItText_NamesItSo()
    {
        var parameters = Good();
        parameters.Messages[0].Text = new string('x', MiB + 1);

        Assert.Equal("messages[0].text", Assert.Throws<FastchatException>(() => ChatRules.Check(parameters, textName: "text")).Param);
    }

    private static ContentParts Parts(params int[] lengths) =>
        new() { Parts = { lengths.Select(length => new ContentPart { Text = new TextPart { Text = new string('x', length) } }) } };

    private static ChatCompletionParams Good() => new() { Model = "scripted", Messages = { new ChatMessage { Role = ChatRole.User, Text = "Hello." } } };
}
