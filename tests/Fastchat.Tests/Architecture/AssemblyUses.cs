using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Fastchat.Architecture;

/// <summary>
/// Reads which types use which, from a compiled assembly: bases, interfaces, signatures, attributes and every token of
/// every method body. Constants leave no trace there; everything that runs does.
/// </summary>
internal sealed class AssemblyUses : IDisposable
{
    private readonly PEReader _file;
    private readonly MetadataReader _metadata;
    private readonly ILookup<string, TypeDefinitionHandle> _byName;

    public AssemblyUses(string path)
    {
        _file = new PEReader(File.OpenRead(path));
        _metadata = _file.GetMetadataReader();
        _byName = _metadata.TypeDefinitions.ToLookup(FullName, StringComparer.Ordinal);
    }

    /// <summary>Every use, each once; nested and generated types count as the type that they are written in.</summary>
    public IReadOnlyCollection<TypeUse> Read()
    {
        var uses = new HashSet<TypeUse>();
        foreach (var handle in _metadata.TypeDefinitions)
        {
            var user = Describe(handle);
            var collector = new TypeCollector();
            Collect(_metadata.GetTypeDefinition(handle), collector);
            foreach (var used in collector.Types) uses.Add(new TypeUse(user, Describe(used)));
        }

        return uses;
    }

    /// <summary>The types that are written in the assembly, outermost ones alone.</summary>
    public IReadOnlyCollection<TypeName> Types() => [.. _metadata.TypeDefinitions.Select(h => Describe(h)).Distinct()];

    /// <summary>The names of all types and their members.</summary>
    public IEnumerable<string> Names()
    {
        foreach (var type in _metadata.TypeDefinitions.Select(_metadata.GetTypeDefinition))
        {
            yield return _metadata.GetString(type.Name);
            foreach (var method in type.GetMethods()) yield return _metadata.GetString(_metadata.GetMethodDefinition(method).Name);
            foreach (var field in type.GetFields()) yield return _metadata.GetString(_metadata.GetFieldDefinition(field).Name);
        }
    }

    /// <summary>The strings that the code holds.</summary>
    public IEnumerable<string> Strings()
    {
        for (var handle = MetadataTokens.UserStringHandle(0); ;)
        {
            handle = _metadata.GetNextHandle(handle);
            if (handle.IsNil) yield break;
            yield return _metadata.GetUserString(handle);
        }
    }

    /// <summary>The assemblies that it refers to.</summary>
    public IEnumerable<string> References() => _metadata.AssemblyReferences.Select(r => _metadata.GetString(_metadata.GetAssemblyReference(r).Name));

    public void Dispose() => _file.Dispose();

    private void Collect(TypeDefinition type, TypeCollector collector)
    {
        Collect(type.BaseType, collector);
        foreach (var implemented in type.GetInterfaceImplementations()) Collect(_metadata.GetInterfaceImplementation(implemented).Interface, collector);
        Collect(type.GetCustomAttributes(), collector);
        Collect(type.GetGenericParameters(), collector);
        foreach (var field in type.GetFields().Select(_metadata.GetFieldDefinition))
        {
            field.DecodeSignature(collector, null);
            Collect(field.GetCustomAttributes(), collector);
        }

        foreach (var property in type.GetProperties().Select(_metadata.GetPropertyDefinition)) Collect(property.GetCustomAttributes(), collector);
        foreach (var method in type.GetMethods().Select(_metadata.GetMethodDefinition)) Collect(method, collector);
    }

    private void Collect(MethodDefinition method, TypeCollector collector)
    {
        method.DecodeSignature(collector, null);
        Collect(method.GetCustomAttributes(), collector);
        Collect(method.GetGenericParameters(), collector);
        foreach (var parameter in method.GetParameters()) Collect(_metadata.GetParameter(parameter).GetCustomAttributes(), collector);
        if (method.RelativeVirtualAddress == 0) return;
        var body = _file.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil) _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(collector, null);
        foreach (var region in body.ExceptionRegions) Collect(region.CatchType, collector);
        foreach (var token in MethodTokens.Read(body.GetILReader())) Collect(token, collector);
    }

    private void Collect(CustomAttributeHandleCollection attributes, TypeCollector collector)
    {
        foreach (var attribute in attributes.Select(_metadata.GetCustomAttribute))
        {
            Collect(attribute.Constructor, collector);
            foreach (var name in AttributeTypes.Read(attribute, _metadata)) collector.Names.Add(name);
        }

        foreach (var type in collector.Names.SelectMany(name => _byName[name])) collector.Types.Add(type);
        collector.Names.Clear();
    }

    private void Collect(GenericParameterHandleCollection parameters, TypeCollector collector)
    {
        foreach (var parameter in parameters.Select(_metadata.GetGenericParameter))
        {
            foreach (var constraint in parameter.GetConstraints()) Collect(_metadata.GetGenericParameterConstraint(constraint).Type, collector);
        }
    }

    private void Collect(EntityHandle handle, TypeCollector collector)
    {
        if (handle.IsNil) return;
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition or HandleKind.TypeReference:
                collector.Types.Add(handle);
                break;
            case HandleKind.TypeSpecification:
                _metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(collector, null);
                break;
            case HandleKind.MethodDefinition:
                collector.Types.Add(_metadata.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.FieldDefinition:
                collector.Types.Add(_metadata.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.MemberReference:
                var member = _metadata.GetMemberReference((MemberReferenceHandle)handle);
                Collect(member.Parent, collector);
                if (member.GetKind() == MemberReferenceKind.Field) member.DecodeFieldSignature(collector, null);
                else member.DecodeMethodSignature(collector, null);
                break;
            case HandleKind.MethodSpecification:
                var method = _metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                Collect(method.Method, collector);
                method.DecodeSignature(collector, null);
                break;
            case HandleKind.StandaloneSignature:
                _metadata.GetStandaloneSignature((StandaloneSignatureHandle)handle).DecodeMethodSignature(collector, null);
                break;
        }
    }

    private TypeName Describe(EntityHandle handle)
    {
        if (handle.Kind == HandleKind.TypeReference)
        {
            var reference = _metadata.GetTypeReference((TypeReferenceHandle)handle);
            return reference.ResolutionScope.Kind == HandleKind.TypeReference
                ? Describe(reference.ResolutionScope)
                : new TypeName(_metadata.GetString(reference.Namespace), _metadata.GetString(reference.Name), IsOwn: false);
        }

        var definition = _metadata.GetTypeDefinition((TypeDefinitionHandle)handle);
        return definition.IsNested
            ? Describe(definition.GetDeclaringType())
            : new TypeName(_metadata.GetString(definition.Namespace), _metadata.GetString(definition.Name), IsOwn: true);
    }

    // As attributes spell types: nested ones behind a plus.
    private string FullName(TypeDefinitionHandle handle)
    {
        var definition = _metadata.GetTypeDefinition(handle);
        var name = _metadata.GetString(definition.Name);
        if (definition.IsNested) return $"{FullName(definition.GetDeclaringType())}+{name}";
        var space = _metadata.GetString(definition.Namespace);
        return space.Length > 0 ? $"{space}.{name}" : name;
    }
}
