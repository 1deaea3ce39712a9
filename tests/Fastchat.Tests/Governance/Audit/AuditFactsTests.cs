namespace Fastchat.Governance.Audit;

public sealed class AuditFactsTests
{
    [Theory]
    [InlineData("file-0123456789abc", "file-0123456789abc")]
    [InlineData("openai/gpt-4.1:beta", "openai/gpt-4.1:beta")]
    [InlineData("my name is Joe", "[redacted]")]
    [InlineData("fc_0123456789", "[redacted]")]
    [InlineData("Bearer-FC_0123456789", "[redacted]")]
    [InlineData("line\nfeed=1", "[redacted]")]
    [InlineData("naïve", "[redacted]")]
    public void Add_AValue_IsKeptWhenItIsAnId(string value, string kept)
    {
        var facts = new AuditFacts();

        facts.Add("name", value);

        Assert.Equal([("name", kept)], AuditFacts.Read(facts.ToString()));
    }

    [Fact]
    public void Add_ALongValue_IsNotKept()
    {
        var facts = new AuditFacts();

        facts.Add("name", new string('a', 129));

        Assert.Equal("name=[redacted]", facts.ToString());
    }

    [Fact]
    public void Add_Many_EndsWithAMark()
    {
        var facts = new AuditFacts();

        for (var i = 0; i < 100; i++) facts.Add("n", $"{i}");

        Assert.Equal(("more", "true"), AuditFacts.Read(facts.ToString()).Last());
        Assert.Equal(65, AuditFacts.Read(facts.ToString()).Count());
    }
}
