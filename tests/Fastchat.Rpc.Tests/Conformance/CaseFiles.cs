using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fastchat.Rpc.Conformance;

/// <summary>The cases of tests/cases/rpc, by name: "file: case".</summary>
internal static class CaseFiles
{
    // Unknown keys are refused: a misspelt expectation would expect nothing.
    private static readonly JsonSerializerOptions Strict = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static readonly string Folder = Path.Combine(Root(), "tests", "cases", "rpc");

    public static readonly IReadOnlyDictionary<string, ConformanceCase> All = Read();

    /// <summary>Reads the cases of one file.</summary>
    /// <exception cref="JsonException">A key is unknown, or one that must be there is missing.</exception>
    public static IReadOnlyList<ConformanceCase> Read(TextReader reader) => YamlJson.Read(reader).Deserialize<ConformanceCase[]>(Strict)!;

    private static Dictionary<string, ConformanceCase> Read()
    {
        var cases = new Dictionary<string, ConformanceCase>();
        foreach (var file in Directory.GetFiles(Folder, "*.yaml").Order(StringComparer.Ordinal))
        {
            using var reader = File.OpenText(file);
            foreach (var @case in Read(reader)) cases.Add($"{Path.GetFileNameWithoutExtension(file)}: {@case.Name}", @case);
        }

        return cases;
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Fastchat.Grpc.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
