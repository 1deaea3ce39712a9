using System.Text.Json;
using Fastchat.Contracts.Json.V1;
using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Json;
using Google.Api;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Http;

namespace Fastchat.Rpc.Rest;

/// <summary>
/// What is bound to one verb and path: a method, and where a field such as <c>stream</c> chooses, its streaming twin.
/// </summary>
internal sealed class RestEndpoint
{
    private RestBinding? _plain;
    private RestBinding? _twin;

    /// <summary>The method that answers when no field chooses; interceptors see it before the choice is made.</summary>
    public RestBinding Plain => _plain ?? _twin!;

    /// <summary>The method that answers with a stream when a field chooses it; null when nothing chooses.</summary>
    public RestBinding? Twin => Chooses ? _twin : null;

    /// <summary>Whether the request has to be looked at before the method is known.</summary>
    public bool Chooses => _twin is not null && _plain is not null;

    /// <exception cref="FormatException">Two methods claim the same verb and path, or the twins do not share their options.</exception>
    public void Add(RestBinding binding)
    {
        if (binding.Stream is { When.Length: > 0 } && _twin is null) _twin = binding;
        else if (_plain is null) _plain = binding;
        else throw new FormatException($"{binding.Verb} {binding.Template.Text} is bound to {_plain.Method.FullName} and to {binding.Method.FullName}.");

        // Interceptors judge the plain method by its options before the body is read: its twin must ask for the same.
        if (Chooses && !SharedOptions(_plain!.Method).Equals(SharedOptions(_twin!.Method)))
        {
            throw new FormatException(
                $"{_plain.Method.FullName} and {_twin.Method.FullName} share {binding.Verb} {binding.Template.Text}, so all their options but google.api.http, idempotency_level and fastchat.json.v1.stream must be alike.");
        }
    }

    /// <summary>
    /// The method that a body chooses: the twin when the field is a top-level member and true. A body that is no JSON
    /// chooses the plain method, which then refuses it.
    /// </summary>
    public RestBinding Choose(ReadOnlySpan<byte> body, int maxDepth) => IsTrue(body, _twin!.Stream!.When, maxDepth) ? _twin : _plain!;

    /// <summary>The method that a query chooses, of a verb without a body: the twin when the parameter is true.</summary>
    public RestBinding Choose(IQueryCollection query) => query[_twin!.Stream!.When] is [.., "true"] ? _twin : _plain!;

    private static MethodOptions SharedOptions(RpcMethod method)
    {
        // A copy: descriptors never hand out their own.
        var options = method.Descriptor.GetOptions();
        options.ClearExtension(AnnotationsExtensions.Http);
        options.ClearExtension(JsonExtensions.Stream);

        // Says which methods Connect offers by GET, and no stream is.
        options.ClearIdempotencyLevel();
        return options;
    }

    private static bool IsTrue(ReadOnlySpan<byte> body, string member, int maxDepth)
    {
        try
        {
            var found = false;
            var json = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = maxDepth });
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
