using Fastchat.Rpc.Calls;

namespace Fastchat.Rpc.Rest;

/// <summary>All HTTP bindings of all methods.</summary>
internal sealed class RestRoutes
{
    private readonly RouteTrie<Dictionary<string, RestEndpoint>> _trie = new();

    public RestRoutes(IEnumerable<RpcMethod> methods)
    {
        foreach (var binding in methods.SelectMany(RestBinding.Of))
        {
            var verbs = _trie.GetOrAdd(binding.Template, () => new Dictionary<string, RestEndpoint>(StringComparer.OrdinalIgnoreCase));
            if (!verbs.TryGetValue(binding.Verb, out var endpoint)) verbs[binding.Verb] = endpoint = new RestEndpoint();
            endpoint.Add(binding);
        }
    }

    /// <summary>What is bound to a path, by verb; null for nothing.</summary>
    public IReadOnlyDictionary<string, RestEndpoint>? Match(string path, out string[] segments) => _trie.Match(path, out segments);
}
