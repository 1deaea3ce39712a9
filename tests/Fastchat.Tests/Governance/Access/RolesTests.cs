using System.Reflection;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.Options.V1;
using Google.Protobuf.Reflection;
using Role = Fastchat.Contracts.Admin.V1.Role;

namespace Fastchat.Governance.Access;

public sealed class RolesTests
{
    private static IEnumerable<string> OfTheContract => typeof(ChatRequest).Assembly.GetExportedTypes()
        .Select(t => t.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null)).OfType<FileDescriptor>()
        .SelectMany(f => f.Services).SelectMany(s => s.Methods)
        .Select(m => m.GetOptions()?.GetExtension(AccessExtensions.Access)).Where(a => a is { Public: false }).Select(a => a!.Permission).Distinct();

    [Fact]
    public void Permissions_OfTheContract_AreThoseOfTheRolesAndTheOperator() =>
        Assert.Equal(OfTheContract.Order(), Roles.Permissions(Role.Owner).Union(Roles.Operator).Order());

    [Fact]
    public void Roles_StrongestFirst_HaveWhatTheNextOneHas()
    {
        foreach (var (stronger, weaker) in Roles.All.Zip(Roles.All.Skip(1)))
            Assert.Subset(Roles.Permissions(stronger).ToHashSet(), Roles.Permissions(weaker).ToHashSet());
    }

    [Fact]
    public void Roles_All_AreNamedAndFoundByName() => Assert.All(Roles.All, role => Assert.Equal(role, Roles.Parse(Roles.Name(role))));

    [Fact]
    public void Viewer_MayOnlyRead() => Assert.All(Roles.Permissions(Role.Viewer), p => Assert.EndsWith(".read", p, StringComparison.Ordinal));

    [Fact]
    public void Scopes_BeyondTheRole_GiveNothing() =>
        Assert.Equal(["chat.read"], Roles.Permissions(Role.Viewer, ["chat.read", "keys.write"]));
}
