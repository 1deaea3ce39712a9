namespace Fastchat.Rpc.Client.Configuration;

/// <summary>Names one method, all methods of a service, or all methods.</summary>
/// <param name="Service">The service with its package; empty for all services.</param>
/// <param name="Method">The method without its service; empty for all methods of the service.</param>
public sealed record MethodName(string Service = "", string Method = "")
{
    /// <summary>All methods that no other name names.</summary>
    public static MethodName Default { get; } = new();

    /// <inheritdoc />
    public override string ToString() => $"{Service}/{Method}";
}
