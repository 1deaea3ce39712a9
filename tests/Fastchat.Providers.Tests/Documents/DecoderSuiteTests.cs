using Fastchat.Retrieval.Ingestion;

namespace Fastchat.Providers.Documents;

public sealed class DecoderSuiteTests
{
    [Fact]
    public void Decoders_All_HaveTheContractAsTheirSuite()
    {
        var decoders = typeof(PlainTextDecoder).Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(typeof(DocumentDecoder)) && !t.IsAbstract)
            .Select(t => t.Name + "Tests");
        var suites = typeof(DecoderSuiteTests).Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(typeof(DocumentDecoderContract)))
            .Select(t => t.Name);

        Assert.Equal(decoders.Order(), suites.Order());
    }
}
