using Fastchat.ModelGateway.BuiltIn;
using Fastchat.ModelGateway.Reranking;

namespace Fastchat.Providers.Models;

public sealed class LexicalRerankerTests : RerankerContract
{
    protected override IReranker Reranker { get; } = new LexicalReranker();
}
