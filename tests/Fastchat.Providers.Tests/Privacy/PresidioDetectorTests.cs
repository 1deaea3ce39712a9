using System.Net;
using Fastchat.Contracts.Admin.V1;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Privacy;
using Fastchat.Testing;

namespace Fastchat.Providers.Privacy;

public sealed class PresidioDetectorTests : PiiDetectorContract, IDisposable
{
    private readonly FakeClock _clock = new();
    private readonly FakePresidio _presidio = new("David Johnson", "Zorblax");
    private readonly PresidioClient _client;

    public PresidioDetectorTests() => _client = new PresidioClient(PresidioOptions.Parse("http://presidio:3000", "de"), _clock, _presidio);

    public static TheoryData<string, Func<HttpResponseMessage>> Faults => new()
    {
        { "500", () => new HttpResponseMessage(HttpStatusCode.InternalServerError) { Content = new StringContent("""{"error": "secret text"}""") } },
        { "not JSON", () => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("<html>secret text") } },
        { "null", () => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("null") } },
        { "no connection", () => throw new HttpRequestException("secret text") },
        { "out of the text", () => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("""[{"entity_type": "PERSON", "start": 0, "end": 999, "score": 1.0}]""") } },
    };

    protected override IPiiDetector Detector => new PresidioDetector(_client);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _client.Dispose();
        _presidio.Dispose();
    }

    [Fact]
    public async Task Detect_Request_IsWhatThePublishedServerReads()
    {
        await Detector.DetectAsync("Hallo Welt".AsMemory(), 0, PiiQuery.All, Ct);

        Assert.Equal("""{"text":"Hallo Welt","language":"de","score_threshold":0.4}""", Assert.Single(_presidio.Asked).GetRawText());
    }

    [Fact]
    public async Task Detect_PersonThatOnlyItKnows_IsFound()
    {
        var finding = Assert.Single(await Detector.DetectAsync("😀 der alte Zorblax".AsMemory(), 0, PiiQuery.All, Ct));

        Assert.Equal((PiiType.Name, "presidio", 12), (finding.Type, finding.Rule, finding.Start));
    }

    [Fact]
    public async Task Detect_CountrysEntity_IsANationalId()
    {
        _presidio.More.Add(new { analysis_explanation = (object?)null, end = 8, entity_type = "UK_PASSPORT", score = 0.6, start = 0 });
        _presidio.More.Add(new { analysis_explanation = (object?)null, end = 12, entity_type = "LOCATION", score = 0.9, start = 9 });

        Assert.Equal(PiiType.NationalId, Assert.Single(await Detector.DetectAsync("ab123456 Rom".AsMemory(), 0, PiiQuery.All, Ct)).Type);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Detect_Fault_IsUnavailableAndRepeatsNothing(string fault, Func<HttpResponseMessage> instead)
    {
        _presidio.Instead = instead;

        var refusal = await Assert.ThrowsAsync<FastchatException>(async () => await Detector.DetectAsync("hello".AsMemory(), 0, PiiQuery.All, Ct));

        Assert.True(refusal.Reason == ErrorReason.UpstreamUnavailable, fault);
        Assert.DoesNotContain("secret", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Detect_NoAnswerInTime_IsUnavailable()
    {
        _presidio.Hangs = true;
        var asked = Detector.DetectAsync("hello".AsMemory(), 0, PiiQuery.All, Ct).AsTask();

        _clock.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal(ErrorReason.UpstreamUnavailable, (await Assert.ThrowsAsync<FastchatException>(() => asked)).Reason);
    }

    [Fact]
    public async Task Stream_Away_FailsClosedWhereSomethingIsMaskedAndOpenWhereItIsCounted()
    {
        _presidio.Instead = () => throw new HttpRequestException("away");
        var (mask, report) = (Scope(PrivacyAction.Mask), Scope(PrivacyAction.Report));

        await Assert.ThrowsAsync<FastchatException>(async () => await mask.ApplyAsync("hello jane.doe@example.com", null, Ct));

        Assert.Equal("hello jane.doe@example.com", await report.ApplyAsync("hello jane.doe@example.com", null, Ct));
        Assert.Equal("some text could not be looked through", report.Tally.ToString());
    }

    [Fact]
    public async Task Stream_Sentences_AreSentOneByOneAndMasked()
    {
        var scope = Scope(PrivacyAction.Mask);
        var stream = scope.Open();
        var left = "";

        foreach (var token in "This sentence is long enough to be looked at by itself, as most sentences of an answer are. Write to jane.doe@example.com.\nThen wait.".Chunk(5))
            left += await stream.AppendAsync(new string(token), Ct);

        Assert.EndsWith("Write to [EMAIL].\n", left, StringComparison.Ordinal);
        Assert.Equal("Then wait.", await stream.EndAsync(Ct));
        Assert.Equal(3, _presidio.Asked.Count);
    }

    [Fact]
    public async Task Apply_LongText_IsSentInPiecesOfBoundedLength()
    {
        await Scope(PrivacyAction.Mask).ApplyAsync(string.Concat(Enumerable.Repeat("A short sentence. ", 10_000)), null, Ct);

        Assert.InRange(_presidio.Asked.Count, 10, 25);
        Assert.All(_presidio.Asked, a => Assert.True(a.GetProperty("text").GetString()!.Length <= PresidioDetector.LongestPiece + 64));
    }

    [Theory]
    [InlineData("presidio:3000")]
    [InlineData("ftp://presidio")]
    public void Parse_NoUrl_IsRefused(string url) => Assert.Throws<FormatException>(() => PresidioOptions.Parse(url, null));

    private PrivacyScope Scope(PrivacyAction action) =>
        new(Detector, PrivacyRules.From(new PrivacyActions { Email = action })!, new PiiQuery(PiiTypeSet.Of(PiiType.Email), NameList.Empty), false);
}
