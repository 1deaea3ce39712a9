using Fastchat.ModelGateway;
using Fastchat.ModelGateway.BuiltIn;

namespace Fastchat.Providers.Models;

public sealed class ExtractiveChatModelTests : ChatModelContract
{
    protected override IChatModel Model { get; } = new ExtractiveChatModel();

    protected override ModelRequest Short => Ask("Where do zebras live?", ["Zebras live in the savanna of Africa."]);

    protected override ModelRequest Long
    {
        get
        {
            var request = Short;
            request.Parameters.N = 10_000;
            return request;
        }
    }
}
