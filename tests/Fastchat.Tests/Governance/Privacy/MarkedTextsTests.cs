using Fastchat.Benchmarks.Privacy;
using Fastchat.Corpora;

namespace Fastchat.Governance.Privacy;

/// <summary>What is found of what people marked, in the half of the texts that nobody tuned on.</summary>
public sealed class MarkedTextsTests
{
    [Theory]
    [InlineData(PiiType.Email, 1, 1)]
    [InlineData(PiiType.Card, 1, 1)]
    [InlineData(PiiType.IpAddress, 1, 1)]
    [InlineData(PiiType.Phone, 0.9, 0.7)]
    [InlineData(PiiType.NationalId, 0.9, 0.7)]
    [InlineData(PiiType.Name, 0.7, 0.4)]
    public void HeldOutHalf_Kind_IsFoundAsOftenAsIsSaid(PiiType type, double precision, double recall)
    {
        var score = PiiScore.Of(type, PiiCorpus.Half(PiiCorpus.Read(Path.Combine(CorpusFolder.Require(), "pii")), heldOut: true));

        Assert.True(score.Precision >= precision, $"{score.Wrong} wrong, {score.Right} right.");
        Assert.True(score.Recall >= recall, $"{score.Missed} missed, {score.Right} found.");
    }
}
