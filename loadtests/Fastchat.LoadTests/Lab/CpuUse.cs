namespace Fastchat.LoadTests.Lab;

/// <summary>CPU seconds by process.</summary>
/// <param name="Server">The server and its children.</param>
/// <param name="Nginx">nginx, all its processes.</param>
/// <param name="Mock">The mock provider.</param>
/// <param name="Client">This program, which makes the calls.</param>
internal readonly record struct CpuUse(double Server, double Nginx, double Mock, double Client)
{
    public static CpuUse operator -(CpuUse after, CpuUse before) =>
        new(after.Server - before.Server, after.Nginx - before.Nginx, after.Mock - before.Mock, after.Client - before.Client);
}
