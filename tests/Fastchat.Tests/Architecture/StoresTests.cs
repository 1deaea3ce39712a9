using Fastchat.Foundation;
using Fastchat.Providers.Blobs;

namespace Fastchat.Architecture;

/// <summary>SQL lies in stores: a type that runs statements is named so.</summary>
public sealed class StoresTests
{
    [Fact]
    public void Dapper_Users_AreStores()
    {
        var wrong = new[] { typeof(TenantId).Assembly, typeof(LocalBlobStore).Assembly }.SelectMany(Users).Where(t => !t.Name.EndsWith("Store", StringComparison.Ordinal));

        Findings.AssertNone(wrong.Select(t => t.ToString()).Order());
    }

    [Fact]
    public void Dapper_Users_Exist() => Assert.NotEmpty(Users(typeof(TenantId).Assembly));

    private static List<TypeName> Users(System.Reflection.Assembly assembly)
    {
        using var uses = new AssemblyUses(assembly.Location);
        return [.. uses.Read().Where(use => use.Used.Namespace == "Dapper").Select(use => use.User).Distinct()];
    }
}
