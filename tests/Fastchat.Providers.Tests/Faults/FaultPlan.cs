namespace Fastchat.Providers.Faults;

/// <summary>What goes wrong with one target of one run.</summary>
/// <param name="Script">At the upstream.</param>
/// <param name="Wire">On the way back.</param>
/// <param name="AtByte">Behind which byte of a connection.</param>
/// <param name="Delay">How long a pause is.</param>
internal sealed record FaultPlan(UpstreamScript Script, WireFault Wire, int AtByte, TimeSpan Delay)
{
    /// <summary>A plan by chance: half of the time the upstream is to blame, half of the time the wire, now and then both or neither.</summary>
    public static FaultPlan Draw(Random random)
    {
        var script = random.Next(2) == 0 ? UpstreamScript.Well : (UpstreamScript)random.Next(Enum.GetValues<UpstreamScript>().Length);
        var wire = script != UpstreamScript.Well && random.Next(4) != 0 ? WireFault.None : (WireFault)random.Next(Enum.GetValues<WireFault>().Length);

        // Answers have about two kilobytes: the head, the first delta, the middle and the end are all met.
        return new FaultPlan(script, wire, random.Next(2500), TimeSpan.FromMilliseconds(random.Next(600)));
    }
}
