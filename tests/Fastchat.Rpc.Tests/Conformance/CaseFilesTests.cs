using System.Text.Json;
using YamlDotNet.Core;

namespace Fastchat.Rpc.Conformance;

public sealed class CaseFilesTests
{
    [Fact]
    public void Files_All_HaveCasesAndEachIsRun()
    {
        var run = ConformanceTests.Calls().Select(row => row.Data.Item1).ToHashSet();

        Assert.All(Directory.GetFiles(CaseFiles.Folder, "*.yaml"), file => Assert.Contains(run, name => name.StartsWith(Path.GetFileNameWithoutExtension(file) + ":", StringComparison.Ordinal)));
        Assert.Equal(CaseFiles.All.Keys.Order(), run.Order());
    }

    [Fact]
    public void Protocols_All_AreUsedByManyCases() =>
        Assert.All(CaseProtocol.All, protocol => Assert.True(CaseFiles.All.Values.Count(protocol.Carries) >= 20, $"{protocol.Name} has {CaseFiles.All.Values.Count(protocol.Carries)} cases."));

    [Fact]
    public void Codes_All_Occur() => Assert.Subset(CaseFiles.All.Values.Select(c => c.Expect.Code).ToHashSet(), CaseCodes.Names.ToHashSet());

    [Fact]
    public void Kinds_All_Occur() =>
        Assert.Equal(["bidi", "client-stream", "server-stream", "unary"], CaseFiles.All.Values.Select(c => c.Method).Distinct().Order());

    [Fact]
    public void Names_OfProtocols_AreKnown()
    {
        var known = CaseProtocol.All.Select(p => p.Name).ToHashSet();
        foreach (var @case in CaseFiles.All.Values) Assert.Subset(known, new HashSet<string>([.. @case.Over ?? [], .. @case.Except, .. @case.Wire.Keys]));
    }

    [Theory]
    [InlineData("- {name: a, method: unary, expect: {code: ok}, expects: {}}")]
    [InlineData("- {name: a, method: unary, expect: {kode: ok}}")]
    [InlineData("- {name: a, method: unary, expect: {}, wire: {grpc: {bodi: {}}}}")]
    [InlineData("- {name: a, method: unary}")]
    public void Keys_UnknownOrMissing_AreRefused(string yaml) => Assert.Throws<JsonException>(() => CaseFiles.Read(new StringReader(yaml)));

    [Fact]
    public void Keys_Twice_AreRefused() => Assert.ThrowsAny<YamlException>(() => CaseFiles.Read(new StringReader("- {name: a, name: b, method: unary, expect: {}}")));

    [Theory]
    [InlineData("[{sent: {text: a}}]")]
    [InlineData("[{send: {test: a}}]")]
    public void Steps_Unknown_AreRefused(string steps)
    {
        var @case = Assert.Single(CaseFiles.Read(new StringReader($"- {{name: a, method: unary, do: {steps}, expect: {{}}}}")));

        Assert.Throws<Google.Protobuf.InvalidProtocolBufferException>(@case.RequestMessages);
    }
}
