using System.Reflection.Metadata;

namespace Fastchat.Architecture;

/// <summary>The types that an attribute's arguments name, as in <c>[Attribute(typeof(X))]</c>.</summary>
internal sealed class AttributeTypes : ICustomAttributeTypeProvider<string>
{
    private const string SystemType = "System.Type";

    /// <summary>Their full names, without the assembly.</summary>
    public static IEnumerable<string> Read(CustomAttribute attribute, MetadataReader metadata)
    {
        var value = attribute.DecodeValue(new AttributeTypes());
        return value.FixedArguments.Select(a => (a.Type, a.Value)).Concat(value.NamedArguments.Select(a => (a.Type, a.Value)))
            .Where(a => a.Type == SystemType && a.Value is string)
            .Select(a => ((string)a.Value!).Split(',')[0]);
    }

    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();

    public string GetSystemType() => SystemType;

    public string GetSZArrayType(string elementType) => $"{elementType}[]";

    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => reader.GetString(reader.GetTypeDefinition(handle).Name);

    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        var reference = reader.GetTypeReference(handle);
        return $"{reader.GetString(reference.Namespace)}.{reader.GetString(reference.Name)}";
    }

    public string GetTypeFromSerializedName(string name) => name;

    // The enums that attributes of ours take are all as wide as an int.
    public PrimitiveTypeCode GetUnderlyingEnumType(string type) => PrimitiveTypeCode.Int32;

    public bool IsSystemType(string type) => type == SystemType;
}
