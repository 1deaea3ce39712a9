using BenchmarkDotNet.Attributes;
using Fastchat.Rpc.Rest;

namespace Fastchat.Benchmarks.Micro;

/// <summary>Finding what is bound to a path, among the paths of a facade.</summary>
public class RouteBenchmarks
{
    private readonly RouteTrie<string> _trie = new();

    /// <summary>Fills the table.</summary>
    public RouteBenchmarks()
    {
        foreach (var template in new[]
        {
            "/v1/chat/completions", "/v1/chat/completions/{id}", "/v1/models", "/v1/models/{model=**}", "/v1/files", "/v1/files/{id}", "/v1/files/{id}/content",
            "/v1/vector_stores", "/v1/vector_stores/{id}", "/v1/vector_stores/{id}/files", "/v1/vector_stores/{id}/files/{file}", "/v1/vector_stores/{id}/search",
            "/v1/chat", "/v1/runs/{id}", "/v1/runs/{id}:cancel", "/v1/health", "/health", "/v1/version",
        })
        {
            _trie.GetOrAdd(PathTemplate.Parse(template), () => template);
        }
    }

    /// <summary>A path of literals.</summary>
    [Benchmark]
    public string? Literal() => _trie.Match(["v1", "chat", "completions"]);

    /// <summary>A path with two variables.</summary>
    [Benchmark]
    public string? Variables() => _trie.Match(["v1", "vector_stores", "vs_0193f5c27e1a", "files", "file_9a553d0e8f6b"]);

    /// <summary>A path that nothing is bound to.</summary>
    [Benchmark]
    public string? Nothing() => _trie.Match(["v2", "nothing", "here"]);
}
