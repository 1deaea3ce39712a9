using Fastchat.Rpc.Calls;
using Microsoft.AspNetCore.Http;

namespace Fastchat.Rpc.Rest;

/// <summary>All HTTP bindings of all methods.</summary>
internal sealed class RestRoutes
{
    private readonly RouteTrie<Dictionary<string, RestEndpoint>> _trie = new();

    private readonly List<RestEndpoint> _endpoints = [];

    public RestRoutes(IEnumerable<RpcMethod> methods)
    {
        var paths = new List<Dictionary<string, RestEndpoint>>();
        foreach (var binding in methods.SelectMany(RestBinding.Of))
        {
            var verbs = _trie.GetOrAdd(binding.Template, () =>
            {
                paths.Add(new Dictionary<string, RestEndpoint>(StringComparer.OrdinalIgnoreCase));
                return paths[^1];
            });
            if (!verbs.TryGetValue(binding.Verb, out var endpoint))
            {
                verbs[binding.Verb] = endpoint = new RestEndpoint();
                _endpoints.Add(endpoint);
            }

            endpoint.Add(binding);
        }

        foreach (var verbs in paths) OfferHead(verbs);
    }

    /// <summary>What is bound, in the order of the methods.</summary>
    public IReadOnlyList<RestEndpoint> Endpoints => _endpoints;

    /// <summary>What is bound to a path, by verb; null for nothing.</summary>
    /// <param name="http">The request.</param>
    /// <param name="segments">The path's encoded segments, without the verb behind a colon.</param>
    public IReadOnlyDictionary<string, RestEndpoint>? Match(HttpContext http, out string[] segments) => _trie.Match(segments = RequestPath.Segments(http));

    // HEAD is GET without the body, which the server leaves out by itself. Source: RFC 9110, section 9.3.2. Events have no
    // end that could be waited for.
    private static void OfferHead(Dictionary<string, RestEndpoint> verbs)
    {
        if (verbs.TryGetValue("GET", out var get) && get.Plain is { } plain && (plain.RawResponse || !plain.Method.ServerStreams)) verbs.TryAdd("HEAD", get);
    }
}
