namespace Fastchat.Server;

/// <summary>Everything that a call brought back, whatever the protocol.</summary>
/// <param name="Code">A gRPC status by name, or an HTTP status by number.</param>
/// <param name="Text">Headers but for date and request id, body or messages, and trailers; each byte a character.</param>
internal sealed record Answer(string Code, string Text)
{
    /// <summary>What differs between any two answers.</summary>
    public static readonly IReadOnlySet<string> Unique = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "date", "x-request-id" };

    /// <summary>Whether it says that there is no such thing.</summary>
    public bool IsNotFound => Code is "NotFound" or "404";

    /// <summary>Whether it says that a field's value is wrong.</summary>
    public bool IsInvalid => Code is "InvalidArgument" or "400";

    /// <summary>Whether it says that the caller is not known.</summary>
    public bool IsUnauthenticated => Code is "Unauthenticated" or "401";

    /// <summary>Whether it says that the caller may not.</summary>
    public bool IsDenied => Code is "PermissionDenied" or "403";

    /// <summary>Whether it went well.</summary>
    public bool IsOk => Code is "OK" || Code.StartsWith('2');

    /// <summary>The answer with a value that the request named taken out, wherever it is repeated.</summary>
    public Answer Without(string value) => this with { Text = Text.Replace(value, "VALUE", StringComparison.Ordinal) };
}
