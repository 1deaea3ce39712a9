using System.Text.Json.Nodes;
using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Rest;
using Fastchat.Rpc.Services;
using Fastchat.Rpc.WireTest.OpenApi;
using Google.Protobuf.Reflection;

namespace Fastchat.Rpc.OpenApi;

/// <summary>The test services as OpenAPI describes them.</summary>
internal static class Described
{
    /// <summary>The contracts of the tests, comments included.</summary>
    public static FileDescriptorSet Sources { get; } = Read();

    /// <summary>What the tests' document says besides.</summary>
    public static OpenApiOptions Options { get; } = new()
    {
        Title = "Tests",
        Version = "1.2.3",
        Sources = [Sources],
        Keys = [new("bearer", null, "A key."), new("header", "X-Key", "The same.")],
        IsPublic = method => method.Descriptor.Name == "GetThing",
    };

    /// <summary>The document of the services.</summary>
    public static JsonObject Document(params object[] services) =>
        JsonNode.Parse(new OpenApiDocument(new RestRoutes(services.SelectMany(ServiceBinder.Bind)), Options).Write())!.AsObject();

    /// <summary>The document of the methods that are asserted word by word.</summary>
    public static JsonObject Things() => Document(new Handler());

    /// <summary>The document of the routes, bytes and twins.</summary>
    public static JsonObject Routes() => Document(new RouteHandler(), new AnswerHandler(), new BlobHandler(), new ShapeHandler());

    /// <summary>Asserts a part of a document; without descriptions, which are asserted apart.</summary>
    public static void Is(string expected, JsonNode? actual)
    {
        var bare = actual!.DeepClone();
        RemoveDescriptions(bare);
        Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), bare.ToJsonString());
    }

    private static void RemoveDescriptions(JsonNode? node)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array) RemoveDescriptions(item);
        }
        else if (node is JsonObject @object)
        {
            if (@object["description"] is JsonValue) @object.Remove("description");
            foreach (var (_, value) in @object.ToList()) RemoveDescriptions(value);
        }
    }

    private static FileDescriptorSet Read()
    {
        using var resource = typeof(Described).Assembly.GetManifestResourceStream("Fastchat.Rpc.Tests.binpb")!;
        return FileDescriptorSet.Parser.ParseFrom(resource);
    }

    private sealed class Handler : DocumentedService.DocumentedServiceBase;
}
