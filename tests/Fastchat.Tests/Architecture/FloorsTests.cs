using Fastchat.Foundation;

namespace Fastchat.Architecture;

/// <summary>Rooms stand on floors: each may use lower floors, and neither its own floor nor a higher one.</summary>
public sealed class FloorsTests
{
    // A new room is entered here, on the lowest floor that is above everything it uses.
    private static readonly Dictionary<string, int> Floors = new()
    {
        ["Foundation"] = 0,
        ["Language"] = 1,
        ["Telemetry"] = 1,
        ["Governance"] = 2,
        ["Files"] = 3,
        ["Jobs"] = 3,
        ["ModelGateway"] = 3,
        ["Runs"] = 3,
        ["Tools"] = 4,
        ["Webhooks"] = 4,
        ["Retrieval"] = 5,
        ["Memory"] = 6,
        ["Chat"] = 7,
        ["Health"] = 7,
        ["Agents"] = 8,
    };

    private static readonly string Product = typeof(TenantId).Assembly.Location;

    [Fact]
    public void Rooms_All_UseLowerFloorsOnly()
    {
        using var assembly = new AssemblyUses(Product);

        var wrong = assembly.Read()
            .Where(use => Room(use.User) is not null && use.Used.IsOwn && Room(use.Used) is not null)
            .Where(use => Room(use.User) != Room(use.Used) && Floor(use.Used) >= Floor(use.User))
            .Select(use => $"{Room(use.User)} → {Room(use.Used)}: {use.User} uses {use.Used}")
            .Order();

        Findings.AssertNone(wrong);
    }

    [Fact]
    public void Rooms_All_HaveAFloor()
    {
        using var assembly = new AssemblyUses(Product);

        var rooms = assembly.Types().Select(Room).OfType<string>().Distinct();

        Findings.AssertNone(rooms.Where(room => !Floors.ContainsKey(room)).Order());
    }

    [Fact]
    public void Rooms_All_AreTheFoldersOfTheSameName()
    {
        using var assembly = new AssemblyUses(Product);
        var folders = Directory.GetDirectories(Repository.PathOf("src", "Fastchat")).Select(f => Path.GetFileName(f)!)
            .Where(f => Directory.EnumerateFiles(Repository.PathOf("src", "Fastchat", f), "*.cs", SearchOption.AllDirectories).Any());

        Assert.Equal(folders.Order(), assembly.Types().Select(Room).OfType<string>().Distinct().Order());
    }

    // What generators write stands in no room; the type that it is written for is what counts.
    private static string? Room(TypeName type) => type.Namespace.Split('.') is ["Fastchat", .. var rest] ? rest.FirstOrDefault("(none)") : null;

    private static int Floor(TypeName type) => Floors.GetValueOrDefault(Room(type)!, int.MaxValue);
}
