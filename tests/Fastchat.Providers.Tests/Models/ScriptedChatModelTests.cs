using Fastchat.ModelGateway;
using Fastchat.ModelGateway.BuiltIn;

namespace Fastchat.Providers.Models;

public sealed class ScriptedChatModelTests : ChatModelContract
{
    protected override IChatModel Model { get; } = new ScriptedChatModel(TimeProvider.System);

    protected override ModelRequest Short => Ask("Say these words again.");

    protected override ModelRequest Long => Ask("{\"tokens\": 1000000}");

    protected override ModelRequest? Several => null;

    protected override ModelRequest FailingAtOnce => Ask("{\"text\": \"some words\", \"fail_after\": 0}");

    protected override ModelRequest FailingMidway => Ask("{\"text\": \"some words\", \"fail_after\": 1}");
}
