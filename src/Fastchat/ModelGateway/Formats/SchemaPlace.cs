using System.Globalization;

namespace Fastchat.ModelGateway.Formats;

/// <summary>A place in an answer: its own name or index, and the place above. The path is written only for what is wrong.</summary>
internal sealed class SchemaPlace
{
    private readonly SchemaPlace? _above;
    private readonly string? _name;
    private readonly int _index;

    private SchemaPlace(SchemaPlace? above, string? name, int index) => (_above, _name, _index) = (above, name, index);

    /// <summary>The whole answer.</summary>
    public static SchemaPlace Root { get; } = new(null, null, 0);

    /// <summary>A member of the object here.</summary>
    public SchemaPlace Member(string name) => new(this, name, 0);

    /// <summary>An item of the list here.</summary>
    public SchemaPlace Item(int index) => new(this, null, index);

    /// <summary>Something is wrong here.</summary>
    public SchemaFault Fault(string problem) => new(ToString(), problem);

    /// <inheritdoc />
    public override string ToString() =>
        _above is null ? "$" : _name is null ? string.Create(CultureInfo.InvariantCulture, $"{_above}[{_index}]") : $"{_above}.{_name}";
}
