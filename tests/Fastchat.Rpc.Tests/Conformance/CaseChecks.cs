using Grpc.Core;

namespace Fastchat.Rpc.Conformance;

/// <summary>Holds a reply against what its case expects.</summary>
internal static class CaseChecks
{
    /// <summary>The domain of reasons in all cases.</summary>
    public const string Domain = "cases.test";

    public static void Check(ConformanceCase @case, CaseProtocol protocol, CaseReply reply)
    {
        var expected = @case.Expect;
        Assert.Equal(@case.ExpectedMessages(), reply.Messages);
        Assert.Equal(expected.Encoding, reply.Encoding);
        CheckLines(expected.Headers, reply.Wire.Headers);
        if (reply.Trailers is not null) CheckLines(expected.Trailers, reply.Trailers);
        Assert.DoesNotContain(reply.Wire.Headers.Keys, k => expected.AbsentHeaders.Contains(k, StringComparer.OrdinalIgnoreCase));
        CheckOutcome(expected, reply);
        if (protocol.HttpStatus(expected) is { } status) Assert.Equal(status, (int)reply.Wire.Status);
        if (@case.Wire.TryGetValue(protocol.Name, out var facts)) CheckBytes(facts, reply);
    }

    /// <summary>An unforeseen failure: one line of log with the reply's id, which the message tells, and nothing else of it.</summary>
    public static void CheckSecret(string secret, CaseReply reply, CapturedLog log)
    {
        var id = reply.Wire.Headers.GetValueOrDefault("x-request-id") ?? reply.Wire.Trailers["x-request-id"];
        var line = Assert.Single(log.Lines);
        Assert.Contains($"request {id}", line, StringComparison.Ordinal);
        Assert.Contains(secret, line, StringComparison.Ordinal);
        Assert.Contains(id, reply.Error!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, reply.Everything(), StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", reply.Everything(), StringComparison.Ordinal);
    }

    private static void CheckOutcome(CaseExpectation expected, CaseReply reply)
    {
        if (expected.Code == "ok")
        {
            Assert.Null(reply.Error);
            return;
        }

        var error = reply.Error;
        Assert.NotNull(error);
        if (error.Code is { } code) Assert.Equal(expected.CodeNumber, code);
        if (expected.Message is not null) Assert.Equal(expected.Message, error.Message);
        if (expected.MessageHas is not null) Assert.Contains(expected.MessageHas, error.Message, StringComparison.Ordinal);
        Assert.Equal((expected.Reason, expected.Param), (error.Reason, error.Param));
        if (error.Domain is not null) Assert.Equal(Domain, error.Domain);
        CheckDetails(expected, error);
    }

    // REST's errors have no details, and waiting times in whole seconds and only before a stream has begun.
    private static void CheckDetails(CaseExpectation expected, CaseError error)
    {
        if (error.CarriesDetails) Assert.Equal((expected.Detail, expected.RetryMs), (error.Detail, error.RetryMs));
        else if (expected.RetryMs is { } wait && error.RetryMs is { } told) Assert.Equal((int)Math.Ceiling(wait / 1000d) * 1000, told);
    }

    private static void CheckBytes(WireFacts facts, CaseReply reply)
    {
        if (facts.Status is { } status) Assert.Equal(status, (int)reply.Wire.Status);
        CheckLines(facts.Headers, reply.Wire.Headers);
        CheckLines(facts.Trailers, reply.Trailers ?? reply.Wire.Headers);
        if (facts.Body is { } body) Assert.Equal(Convert.ToHexString(body.ToBytes()), Convert.ToHexString(reply.Body));
        if (facts.Frames is { } frames) Assert.Equal(Convert.ToHexString([.. frames.SelectMany(f => f.ToFrame())]), Convert.ToHexString(reply.Body));
    }

    // Values of one name are joined by commas, as HTTP allows; binary ones are compared as bytes.
    private static void CheckLines(IEnumerable<string> lines, IReadOnlyDictionary<string, string> came)
    {
        foreach (var values in lines.Select(MetadataLines.Split).GroupBy(l => l.Name, l => l.Value, StringComparer.OrdinalIgnoreCase))
        {
            Assert.True(came.TryGetValue(values.Key, out var value), $"{values.Key} did not come.");
            if (values.Key.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.Ordinal)) Assert.Equal(values.Select(Convert.FromBase64String), value.Split(", ").Select(Base64.Decode));
            else Assert.Equal(string.Join(", ", values), value);
        }
    }
}
