namespace Fastchat.Benchmarks.Targets;

/// <summary>What a server had used up at one moment.</summary>
/// <param name="CpuSeconds">CPU time of the process, from the operating system.</param>
/// <param name="AllocatedBytes">Managed allocations.</param>
internal readonly record struct Reading(double CpuSeconds, long AllocatedBytes)
{
    public static Reading operator -(Reading later, Reading earlier) => new(later.CpuSeconds - earlier.CpuSeconds, later.AllocatedBytes - earlier.AllocatedBytes);
}
