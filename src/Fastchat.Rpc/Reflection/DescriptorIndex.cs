using System.Collections.Frozen;
using Google.Protobuf.Reflection;

namespace Fastchat.Rpc.Reflection;

/// <summary>The proto files behind a set of services, by all that can be asked for. Made once.</summary>
internal sealed class DescriptorIndex
{
    private readonly FrozenDictionary<string, FileDescriptor> _files;
    private readonly FrozenDictionary<string, FileDescriptor> _symbols;
    private readonly FrozenDictionary<string, FrozenDictionary<int, FileDescriptor>> _extensions;

    public DescriptorIndex(IReadOnlyList<ServiceDescriptor> services)
    {
        Services = [.. services.Select(s => s.FullName).Distinct().Order(StringComparer.Ordinal)];
        _files = Reach(services.Select(s => s.File)).ToFrozenDictionary(f => f.Name, StringComparer.Ordinal);
        _symbols = _files.Values.SelectMany(DescriptorSymbols.Of, (file, symbol) => (file, symbol)).ToFrozenDictionary(s => s.symbol, s => s.file, StringComparer.Ordinal);

        // Every message has a row, so that one without extensions can be told from one that does not exist.
        var extensions = _files.Values.SelectMany(DescriptorSymbols.Messages).ToDictionary(m => m.FullName, _ => new Dictionary<int, FileDescriptor>());
        foreach (var extension in _files.Values.SelectMany(DescriptorSymbols.Extensions))
            extensions[extension.ExtendeeType.FullName][extension.FieldNumber] = extension.File;
        _extensions = extensions.ToFrozenDictionary(e => e.Key, e => e.Value.ToFrozenDictionary(), StringComparer.Ordinal);
    }

    /// <summary>The services' full names, in order.</summary>
    public IReadOnlyList<string> Services { get; }

    /// <summary>The file of a name, or null.</summary>
    public FileDescriptor? File(string name) => _files.GetValueOrDefault(name);

    /// <summary>The file that declares a symbol, or null.</summary>
    public FileDescriptor? FileOf(string symbol) => _symbols.GetValueOrDefault(symbol);

    /// <summary>The file that declares an extension, or null.</summary>
    public FileDescriptor? FileOf(string message, int extension) => _extensions.GetValueOrDefault(message)?.GetValueOrDefault(extension);

    /// <summary>The numbers of a message's extensions, in order; null for a message that is not known.</summary>
    public IReadOnlyList<int>? Extensions(string message) => _extensions.GetValueOrDefault(message)?.Keys.Order().ToList();

    /// <summary>The files and all that they import, each once, importers first.</summary>
    public static IReadOnlyList<FileDescriptor> Reach(IEnumerable<FileDescriptor> files)
    {
        var queue = new Queue<FileDescriptor>(files);
        var found = new List<FileDescriptor>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (queue.TryDequeue(out var file))
        {
            if (!seen.Add(file.Name)) continue;
            found.Add(file);
            foreach (var import in file.Dependencies) queue.Enqueue(import);
        }

        return found;
    }
}
