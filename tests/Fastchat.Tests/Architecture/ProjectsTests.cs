using System.Xml.Linq;

namespace Fastchat.Architecture;

/// <summary>The direction of dependencies between projects: nothing points back.</summary>
public sealed class ProjectsTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Fastchat.Rpc.Api"] = [],
        ["Fastchat.Rpc"] = ["Fastchat.Rpc.Api"],
        ["Fastchat.Rpc.Client"] = ["Fastchat.Rpc.Api"],
        ["Fastchat.Contracts"] = ["Fastchat.Rpc.Api"],
        ["Fastchat.Storage"] = [],
        ["Fastchat.Storage.SqlServer"] = ["Fastchat.Storage"],
        ["Fastchat"] = ["Fastchat.Contracts", "Fastchat.Rpc", "Fastchat.Storage"],
        ["Fastchat.Providers"] = ["Fastchat"],
        ["Fastchat.Server"] = ["Fastchat", "Fastchat.Contracts", "Fastchat.Providers", "Fastchat.Rpc", "Fastchat.Storage", "Fastchat.Storage.SqlServer"],
    };

    [Fact]
    public void Projects_All_ReferToWhatTheyMayAndNothingElse()
    {
        var wrong = Directory.GetFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories)
            .SelectMany(file => XDocument.Load(file).Descendants("ProjectReference"), (file, reference) => (
                From: Path.GetFileNameWithoutExtension(file),
                To: Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/'))))
            .Where(edge => !Allowed.GetValueOrDefault(edge.From, []).Contains(edge.To))
            .Select(edge => $"{edge.From} → {edge.To}");

        Findings.AssertNone(wrong);
    }

    [Fact]
    public void Projects_All_HaveAPlace()
    {
        var projects = Directory.GetFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension);

        Findings.AssertNone(projects.Where(p => !Allowed.ContainsKey(p!)).Order());
    }
}
