using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Privacy.Detectors;
using FsCheck;
using FsCheck.Fluent;

namespace Fastchat.Governance.Privacy;

public sealed class PrivacyStreamTests
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(400).WithQuietOnSuccess(true);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Append_AnySplit_MasksAsTheWhole() => FsCheck.Check.One(Runs, Prop.ForAll(GeneratedTexts.Texts, text =>
    {
        var whole = Mask(text);
        for (var seed = 0; seed < 3; seed++)
        {
            if (Stream(GeneratedTexts.Tokens(text, seed)) != whole) return false;
        }

        return Stream(text.Select(c => c.ToString())) == whole;
    }));

    // Data beside data that was masked may show only then, so masking twice may mask more; a mask itself is never any.
    [Fact]
    public void Apply_Masks_AreLeftAsTheyAre()
    {
        var masks = string.Join(" my number is ", Enum.GetValues<PiiType>().Select(t => Mask(Sample(t))).Distinct());

        Assert.Equal(masks, Mask(masks));
    }

    [Fact]
    public void Apply_Reported_LeavesTheTextAndCountsWhatMaskingMasks() => FsCheck.Check.One(Runs, Prop.ForAll(GeneratedTexts.Texts, text =>
    {
        var (reported, masked) = (Scope(PrivacyAction.Report), Scope(PrivacyAction.Mask));
        var same = Run(reported, text) == text;
        Run(masked, text);
        return same && Enum.GetValues<PiiType>().All(t => reported.Tally.Count(t) == masked.Tally.Count(t));
    }));

    [Fact]
    public void DetectAll_Findings_AreInOrderWithoutOverlap() => FsCheck.Check.One(Runs, Prop.ForAll(GeneratedTexts.Texts, text =>
    {
        var end = 0;
        foreach (var finding in BuiltInDetectorTests.Whole(text, PiiQuery.All))
        {
            if (finding.Start < end || finding.End > text.Length || finding.Length is 0 or > Segments.LongestFinding) return false;
            end = finding.End;
        }

        return true;
    }));

    [Fact]
    public async Task Append_Prose_HoldsBackNoMoreThanTheWordsThatMayGoOn()
    {
        var stream = Scope(PrivacyAction.Mask).Open();

        Assert.Equal("the quick brown", await stream.AppendAsync("the quick brown fox", Ct));
        Assert.Equal(" fox", await stream.AppendAsync(" jumps", Ct));
        Assert.Equal(" jumps", await stream.EndAsync(Ct));
    }

    [Fact]
    public async Task Append_ValueOverTokens_IsMaskedAndNothingOfItLeaves()
    {
        var stream = Scope(PrivacyAction.Mask).Open();
        var left = "";

        foreach (var token in new[] { "write to ja", "ne", ".doe", "@exa", "mple", ".com", " today", " or" }) left += await stream.AppendAsync(token, Ct);

        Assert.Equal("write to [EMAIL] today", left);
        Assert.Equal(" or", await stream.EndAsync(Ct));
    }

    [Theory]
    [InlineData('a')]
    [InlineData('A')]
    [InlineData('1')]
    [InlineData('@')]
    [InlineData('.')]
    [InlineData('-')]
    public async Task Append_NoPlaceToCut_HoldsBackNoMoreThanTheWindow(char c)
    {
        var stream = Scope(PrivacyAction.Mask).Open();
        var (said, left) = (0, 0);

        for (var i = 0; i < 500; i++)
        {
            said += 10;
            left += (await stream.AppendAsync(new string(c, 10), Ct)).Length;
            Assert.InRange(said - left, 0, Segments.Window + 10);
        }
    }

    [Fact]
    public void Apply_ValueWithinMuchThatCannotBeCut_IsFound()
    {
        for (var before = 0; before < 1200; before += 7)
        {
            var text = new string('=', before) + "x,jane.doe@example.com";
            Assert.EndsWith("[EMAIL]", Mask(text), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Append_Blocked_RefusesWithoutTheValue()
    {
        var stream = Scope(PrivacyAction.Block).Open("messages[2].content");

        var refusal = await Assert.ThrowsAsync<FastchatException>(async () => await stream.AppendAsync("mail jane.doe@example.com now and", Ct));

        Assert.Equal((ErrorReason.ContentBlocked, "messages[2].content"), (refusal.Reason, refusal.Param));
        Assert.Contains("email", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("jane", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_CardDigitsKept_ShowsTheLastFour() => Assert.Equal("pay with [CARD 1111].", Run(Scope(PrivacyAction.Mask, keepCardDigits: true), "pay with 4111 1111 1111 1111."));

    [Theory(Timeout = 120_000)]
    [InlineData("a@")]
    [InlineData("1 ")]
    [InlineData("12-")]
    [InlineData("(1) ")]
    [InlineData("+1 ")]
    [InlineData("A ")]
    [InlineData("John ")]
    [InlineData("1.")]
    [InlineData("a.b@c.")]
    [InlineData("://a:b@")]
    [InlineData("4111 ")]
    [InlineData("passport ")]
    [InlineData("bc1q")]
    [InlineData("1,")]
    [InlineData("[EMAIL]")]
    public async Task Apply_MegabyteOfHostileText_Ends(string pattern)
    {
        // Work that grew with the square of the text would take hours; what each pattern costs per byte is the benchmark's to say.
        var text = string.Concat(Enumerable.Repeat(pattern, (1 << 20) / pattern.Length));

        Assert.NotEmpty(await Task.Run(() => Mask(text), Ct));
    }

    private static string Sample(PiiType type) => type switch
    {
        PiiType.Email => "jane.doe@example.com",
        PiiType.Phone => "+49 30 901820",
        PiiType.Card => "4111 1111 1111 1111",
        PiiType.NationalId => "531-21-7351",
        PiiType.IpAddress => "192.168.0.1",
        PiiType.Name => "my name is Megan",
        PiiType.DateOfBirth => "born on 12/27/1986",
        PiiType.Credentials => "https://user:pw@example.com/x",
        PiiType.Wallet => "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
        _ => "DE89 3704 0044 0532 0130 00",
    };

    private static string Mask(string text) => Run(Scope(PrivacyAction.Mask), text);

    private static string Run(PrivacyScope scope, string text) => scope.ApplyAsync(text, null, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    private static string Stream(IEnumerable<string> tokens)
    {
        var stream = Scope(PrivacyAction.Mask).Open();
        var text = string.Concat(tokens.Select(t => stream.AppendAsync(t, CancellationToken.None).AsTask().GetAwaiter().GetResult()).ToList());
        return text + stream.EndAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }

    private static PrivacyScope Scope(PrivacyAction action, bool keepCardDigits = false)
    {
        var actions = new PrivacyActions
        {
            Email = action,
            Phone = action,
            Card = action,
            Iban = action,
            NationalId = action,
            IpAddress = action,
            Name = action,
            DateOfBirth = action,
            Credentials = action,
            Wallet = action,
        };
        return new PrivacyScope(BuiltInDetector.Instance, PrivacyRules.From(actions)!, PiiQuery.All, keepCardDigits);
    }
}
