using Fastchat.ModelGateway;
using Fastchat.ModelGateway.Scripts;

namespace Fastchat.Providers.Models;

public sealed class ChatScriptModelTests : ChatModelContract
{
    private static readonly ChatScript Script = ChatScript.Parse($"model: any\nrules:\n- when: {{user: long}}\n  split: 1\n  say: {new string('x', 20_000)}\n- say: Some words to say.")[0];

    protected override IChatModel Model { get; } = new ChatScriptModel(Script, TimeProvider.System);

    protected override ModelRequest Short => Ask("short");

    protected override ModelRequest Long => Ask("long");
}
