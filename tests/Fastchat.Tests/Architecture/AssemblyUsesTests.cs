using System.Text;

namespace Fastchat.Architecture;

/// <summary>The wall is only as good as its eyes: each way to use a type is seen.</summary>
public sealed class AssemblyUsesTests
{
    [Theory]
    [InlineData(nameof(Specimen.OfBase), nameof(Specimen.Seen0))]
    [InlineData(nameof(Specimen.OfInterface), nameof(Specimen.ISeen1))]
    [InlineData(nameof(Specimen.OfField), nameof(Specimen.Seen2))]
    [InlineData(nameof(Specimen.OfParameter), nameof(Specimen.Seen3))]
    [InlineData(nameof(Specimen.OfGenericArgument), nameof(Specimen.Seen4))]
    [InlineData(nameof(Specimen.OfConstraint), nameof(Specimen.Seen5))]
    [InlineData(nameof(Specimen.OfStaticCall), nameof(Specimen.Seen6))]
    [InlineData(nameof(Specimen.OfGenericCall), nameof(Specimen.Seen7))]
    [InlineData(nameof(Specimen.OfCatch), nameof(Specimen.Seen8))]
    [InlineData(nameof(Specimen.OfLambda), nameof(Specimen.Seen9))]
    [InlineData(nameof(Specimen.OfAttribute), nameof(Specimen.SeenAttribute))]
    [InlineData(nameof(Specimen.OfAttributeArgument), nameof(Specimen.Seen10))]
    [InlineData(nameof(Specimen.OfAsync), nameof(Specimen.Seen11))]
    [InlineData(nameof(Specimen.OfCast), nameof(Specimen.Seen12))]
    [InlineData(nameof(Specimen.OfReturn), nameof(Specimen.Seen13))]
    public void Read_Use_IsSeen(string user, string used)
    {
        using var assembly = new AssemblyUses(typeof(AssemblyUsesTests).Assembly.Location);

        Assert.Contains(assembly.Read(), use => use.User.Name == user && use.Used.Name == used && use.Used.IsOwn);
    }

    [Fact]
    public void Read_TypesThatDoNotMeet_AreNotSeen()
    {
        using var assembly = new AssemblyUses(typeof(AssemblyUsesTests).Assembly.Location);

        Assert.DoesNotContain(assembly.Read(), use => use.User.Name == nameof(Specimen.OfField) && use.Used.Name == nameof(Specimen.Seen3));
    }

    [Fact]
    public void Read_OtherAssembly_IsNamedAndNotOurOwn()
    {
        using var assembly = new AssemblyUses(typeof(AssemblyUsesTests).Assembly.Location);

        Assert.Contains(assembly.Read(), use => use.User.Name == nameof(Specimen.OfOtherAssembly) && use.Used == new TypeName("System.Text", nameof(StringBuilder), IsOwn: false));
    }
}
