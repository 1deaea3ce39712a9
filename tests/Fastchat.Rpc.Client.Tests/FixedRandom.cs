namespace Fastchat.Rpc.Client.Tests;

/// <summary>Chance that is always the same: 0.5 leaves waits as they are.</summary>
internal sealed class FixedRandom(double value = 0.5) : Random
{
    public override double NextDouble() => value;
}
