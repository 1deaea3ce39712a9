using Fastchat.Rpc.Calls;

namespace Fastchat.Architecture;

/// <summary>The wire knows HTTP and Protobuf and not one word of what is said over it.</summary>
public sealed class WireTests
{
    private const string Product = "Fastchat";

    private static readonly string Wire = typeof(RpcMethod).Assembly.Location;

    [Fact]
    public void Wire_References_HoldNothingOfTheProduct()
    {
        using var assembly = new AssemblyUses(Wire);

        Assert.Equal(["Fastchat.Rpc.Api"], assembly.References().Where(r => r.StartsWith(Product, StringComparison.Ordinal)));
    }

    [Fact]
    public void Wire_NamesAndStrings_DoNotSpeakOfChat()
    {
        using var assembly = new AssemblyUses(Wire);

        // The product's own name holds the word: it is not what is looked for.
        var wrong = assembly.Names().Concat(assembly.Strings())
            .Where(s => s.Replace(Product, "", StringComparison.OrdinalIgnoreCase).Contains("chat", StringComparison.OrdinalIgnoreCase));

        Findings.AssertNone(wrong);
    }
}
