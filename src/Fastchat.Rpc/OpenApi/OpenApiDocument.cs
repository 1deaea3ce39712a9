using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fastchat.Rpc.Rest;
using Google.Protobuf.Reflection;

namespace Fastchat.Rpc.OpenApi;

/// <summary>
/// The OpenAPI document of everything that is routed: made from the routes themselves, so it cannot say less or more than
/// there is. Source: OpenAPI Specification 3.1.1.
/// </summary>
internal sealed class OpenApiDocument(RestRoutes routes, OpenApiOptions options)
{
    private static readonly string[] Verbs = ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"];

    private readonly ProtoComments _comments = new(options.Sources);
    private readonly HashSet<string> _operationIds = [];

    /// <summary>Makes the document.</summary>
    /// <param name="server">The path at which all others begin; empty for the root.</param>
    public byte[] Write(string server = "") => JsonSerializer.SerializeToUtf8Bytes(Make(server), new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private JsonObject Make(string server)
    {
        _operationIds.Clear();
        var schemas = new MessageSchemas(_comments);

        // Other verbs (those of custom rules) are none that OpenAPI has a place for.
        var endpoints = routes.Endpoints.Where(e => Verbs.Contains(e.Plain.Verb)).ToList();
        var document = new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = Info(),
            ["servers"] = new JsonArray(new JsonObject { ["url"] = server.Length > 0 ? server : "/" }),
            ["tags"] = Tags(endpoints),
            ["paths"] = Paths(endpoints, schemas),
            ["components"] = ResponseSchemas.SharedComponents(),
        };
        AddSecurity(document);
        if (options.SignIn is { } signIn) document["x-sign-in"] = signIn.ConfigPath;
        schemas.Components.Complete(document);
        return document;
    }

    private JsonObject Info()
    {
        var info = new JsonObject { ["title"] = options.Title, ["version"] = options.Version };
        MessageSchemas.Describe(info, options.Description);
        if (options.License is { } license) info["license"] = new JsonObject { ["name"] = license, ["identifier"] = license };
        return info;
    }

    private JsonArray Tags(List<RestEndpoint> endpoints) => new([.. endpoints
        .Select(e => e.Plain.Method.Descriptor.Service)
        .DistinctBy(s => s.Name)
        .Select(Tag)]);

    private JsonObject Tag(ServiceDescriptor service)
    {
        var tag = new JsonObject { ["name"] = service.Name };
        MessageSchemas.Describe(tag, _comments.Of(service));
        return tag;
    }

    private JsonObject Paths(List<RestEndpoint> endpoints, MessageSchemas schemas)
    {
        var requests = new RequestSchemas(schemas, _comments);
        var responses = new ResponseSchemas(schemas, _comments);
        var paths = new JsonObject();

        // A method that is bound to one segment and to all that is left looks the same in both: the wider binding is told.
        var wide = endpoints.Where(e => OpenApiPath.TakesSlashes(e.Plain.Template)).Select(Place).ToHashSet();
        var told = endpoints.Where(e => OpenApiPath.TakesSlashes(e.Plain.Template) || !wide.Contains(Place(e)));
        foreach (var same in told.GroupBy(e => OpenApiPath.Shape(e.Plain.Template)))
        {
            var path = OpenApiPath.Of(same.First().Plain.Template);
            if (paths[path.Text] is not JsonObject item) paths[path.Text] = item = [];

            // Of two methods, what was bound first is what is told.
            foreach (var endpoint in same.Where(e => !item.ContainsKey(e.Plain.Verb.ToLowerInvariant())))
                item[endpoint.Plain.Verb.ToLowerInvariant()] = Operation(endpoint, path, requests, responses);
        }

        return paths;
    }

    private static (string Method, string Verb, string Path) Place(RestEndpoint endpoint) =>
        (endpoint.Plain.Method.FullName, endpoint.Plain.Verb, OpenApiPath.Of(endpoint.Plain.Template).Text);

    private JsonObject Operation(RestEndpoint endpoint, OpenApiPath path, RequestSchemas requests, ResponseSchemas responses)
    {
        var method = endpoint.Plain.Method.Descriptor;
        var operation = new JsonObject { ["operationId"] = OperationId(method), ["tags"] = new JsonArray(method.Service.Name) };
        var comment = _comments.Of(method);
        operation["summary"] = comment.Length > 0 ? ProtoComments.Summary(comment) : method.Name;
        if (endpoint.Twin is { } twin) comment += $"\n\nWith `{(twin.HasBody ? $"\"{twin.Stream!.When}\": true" : $"{twin.Stream!.When}=true")}`: {_comments.Of(twin.Method.Descriptor)}";
        if (comment.TrimEnd('.') != operation["summary"]!.GetValue<string>()) MessageSchemas.Describe(operation, comment);
        if (method.GetOptions() is { Deprecated: true }) operation["deprecated"] = true;
        var parameters = new JsonArray([.. requests.Parameters(endpoint.Plain, path)]);
        if (parameters.Count > 0) operation["parameters"] = parameters;
        if (requests.Body(endpoint.Plain) is { } body) operation["requestBody"] = body;
        operation["responses"] = responses.Of(endpoint);
        if (options.Keys.Count > 0 && options.IsPublic(endpoint.Plain.Method)) operation["security"] = new JsonArray();
        return operation;
    }

    // A method that is bound to several paths is several operations.
    private string OperationId(MethodDescriptor method)
    {
        var id = $"{method.Service.Name}_{method.Name}";
        for (var i = 2; !_operationIds.Add(id); i++) id = $"{method.Service.Name}_{method.Name}_{i}";
        return id;
    }

    private void AddSecurity(JsonObject document)
    {
        if (options.Keys.Count == 0) return;
        document["security"] = new JsonArray([.. options.Keys.Select(k => new JsonObject { [k.Name] = new JsonArray() })]);
        var schemes = new JsonObject();
        foreach (var key in options.Keys)
        {
            schemes[key.Name] = key.Header is null
                ? new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = key.Description }
                : new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = key.Header, ["description"] = key.Description };
        }

        document["components"]!["securitySchemes"] = schemes;
    }
}
