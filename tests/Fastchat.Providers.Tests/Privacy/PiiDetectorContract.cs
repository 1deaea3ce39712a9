using Fastchat.Governance.Privacy;

namespace Fastchat.Providers.Privacy;

/// <summary>What every detector of personal data does.</summary>
public abstract class PiiDetectorContract
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>The detector.</summary>
    protected abstract IPiiDetector Detector { get; }

    [Theory]
    [InlineData("mail jane.doe@example.com now")]
    [InlineData("😀😀 mail jane.doe@example.com, 😀")]
    [InlineData("é中文 jane.doe@example.com")]
    public async Task Detect_Email_IsFoundInItsPlace(string text)
    {
        var finding = Assert.Single(await Detector.DetectAsync(text.AsMemory(), 0, Query(PiiType.Email), Ct));

        Assert.Equal((PiiType.Email, "jane.doe@example.com"), (finding.Type, text[finding.Start..finding.End]));
        Assert.InRange(finding.Score, 0, 1);
    }

    [Fact]
    public async Task Detect_WhatCameBefore_IsNotFoundAgain()
    {
        const string Text = "a@example.com and b@example.com";

        var finding = Assert.Single(await Detector.DetectAsync(Text.AsMemory(), 14, Query(PiiType.Email), Ct));

        Assert.Equal("b@example.com", Text[finding.Start..finding.End]);
    }

    [Fact]
    public async Task Detect_KindNotAskedFor_IsNotFound() =>
        Assert.Empty(await Detector.DetectAsync("jane.doe@example.com".AsMemory(), 0, Query(PiiType.Card), Ct));

    [Fact]
    public async Task Detect_Findings_AreInOrderWithoutOverlap()
    {
        var findings = await Detector.DetectAsync("David Johnson <jane.doe@example.com>, 4111 1111 1111 1111, jane.doe@example.com".AsMemory(), 0, PiiQuery.All, Ct);

        Assert.True(findings.Count >= 3);
        for (var i = 1; i < findings.Count; i++) Assert.True(findings[i].Start >= findings[i - 1].End);
    }

    [Fact]
    public async Task Detect_ListedName_IsFound() => Assert.Single(
        await Detector.DetectAsync("it was xyla".AsMemory(), 0, new PiiQuery(PiiTypeSet.Of(PiiType.Name), new NameList(["Xyla"])), Ct));

    [Theory]
    [InlineData("")]
    [InlineData("One sentence that is long enough to be looked at alone, so that it may leave at once. And another jane.doe@example.com one. ")]
    [InlineData("a\nb\n\nc jane.doe@example.com\n")]
    public void Next_Pieces_MakeTheWhole(string text)
    {
        foreach (var isEnd in new[] { true, false })
        {
            var at = 0;
            while (Detector.Next(text.AsSpan(at), isEnd, PiiQuery.All) is { Length: > 0 } piece)
            {
                Assert.InRange(piece.Settled, 1, piece.Length);
                at += piece.Settled;
            }

            Assert.True(isEnd ? at == text.Length : at <= text.Length);
        }
    }

    [Theory]
    [InlineData('a')]
    [InlineData('A')]
    [InlineData('1')]
    [InlineData('.')]
    public void Next_TextWithoutPlacesToCut_IsCutAllTheSame(char c) =>
        Assert.True(Detector.Next(new string(c, 20_000), isEnd: false, PiiQuery.All).Settled > 0);

    private static PiiQuery Query(PiiType type) => new(PiiTypeSet.Of(type), NameList.Empty);
}
