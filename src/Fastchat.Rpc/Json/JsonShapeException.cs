using Fastchat.Rpc.Calls;

namespace Fastchat.Rpc.Json;

/// <summary>A JSON body that does not fit its message. The path grows while the exception travels outwards.</summary>
internal sealed class JsonShapeException(string problem, string? path = null, string reason = "INVALID_VALUE", Exception? inner = null)
    : Exception(null, inner)
{
    /// <summary>Where: <c>messages[2].role</c>; null for the body as a whole.</summary>
    public string? Path { get; private set; } = path;

    /// <summary>INVALID_VALUE for a wrong value, INVALID_JSON for a body that is no JSON.</summary>
    public string Reason { get; } = reason;

    /// <inheritdoc />
    public override string Message => Path is null ? $"The body {problem}." : $"{Path} {problem}.";

    /// <summary>What the caller is told.</summary>
    public RpcFault ToFault() => RpcFault.InvalidArgument(Message, Path, Reason);

    /// <summary>Puts the name of the enclosing member in front.</summary>
    public JsonShapeException Under(string member)
    {
        Path = Path switch
        {
            null => member,
            _ when Path.StartsWith('[') => member + Path,
            _ => $"{member}.{Path}",
        };
        return this;
    }

    /// <summary>Puts the index of the enclosing list in front.</summary>
    public JsonShapeException At(int index) => Under($"[{index}]");
}
