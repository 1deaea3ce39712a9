using System.Buffers;
using System.Text.Json;
using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Json;

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

    /// <summary>
    /// Whether a top-level boolean member of a body is true. A body that is no JSON says no: the plain method then refuses
    /// it in its turn, behind the interceptors that look at keys.
    /// </summary>
    public static bool IsTrue(ReadOnlySpan<byte> body, string member)
    {
        try
        {
            var found = false;
            var json = new Utf8JsonReader(body);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject) return false;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var here = json.TextIs(member);
                json.Read();
                if (here) found = json.TokenType == JsonTokenType.True;
                json.Skip();
            }

            return found;
        }
        catch (Exception e) when (e is JsonException or JsonShapeException)
        {
            return false;
        }
    }
}
