using System.Text.Json.Nodes;

namespace Fastchat.Rpc.OpenApi;

public sealed class SchemaComponentsTests
{
    [Fact]
    public void Complete_TypesOfOneNameInTwoPackages_AreToldApartByTheirPackages()
    {
        var components = new SchemaComponents();
        var document = new JsonObject
        {
            ["components"] = new JsonObject { ["schemas"] = new JsonObject() },
            ["a"] = components.Reference("app.chat.v1.Tool", "Tool", "app.chat.v1", SchemaSide.Response, () => new JsonObject { ["type"] = "string" }),
            ["b"] = components.Reference("app.files.v1.Tool", "Tool", "app.files.v1", SchemaSide.Response, () => new JsonObject { ["type"] = "number" }),
            ["c"] = components.Reference("app.files.v1.File", "File", "app.files.v1", SchemaSide.Response, () => new JsonObject { ["type"] = "object" }),
        };

        components.Complete(document);

        Assert.Equal("""{"components":{"schemas":{"ChatTool":{"type":"string"},"File":{"type":"object"},"FilesTool":{"type":"number"}}},"a":{"$ref":"#/components/schemas/ChatTool"},"b":{"$ref":"#/components/schemas/FilesTool"},"c":{"$ref":"#/components/schemas/File"}}""", document.ToJsonString());
    }

    [Fact]
    public void Complete_NameThatAnotherGetsByItsPackage_GetsItsOwnPackageToo()
    {
        var components = new SchemaComponents();
        var document = new JsonObject { ["components"] = new JsonObject { ["schemas"] = new JsonObject() } };
        foreach (var (package, name) in new[] { ("chat", "Role"), ("admin", "Role"), ("openai", "ChatRole") })
            components.Reference($"app.{package}.v1.{name}", name, $"app.{package}.v1", SchemaSide.Response, () => new JsonObject { ["title"] = package });

        components.Complete(document);

        Assert.Equal("""{"AdminRole":{"title":"admin"},"ChatRole":{"title":"chat"},"OpenaiChatRole":{"title":"openai"}}""", document["components"]!["schemas"]!.ToJsonString());
    }

    [Fact]
    public void Complete_TypeThatHoldsAnUnevenOne_IsUnevenToo()
    {
        var components = new SchemaComponents();
        JsonObject Inner(SchemaSide side) => components.Reference("p.Inner", "Inner", "p", side, () => new JsonObject { ["title"] = side.ToString() });
        JsonObject Outer(SchemaSide side) => components.Reference("p.Outer", "Outer", "p", side, () => new JsonObject { ["items"] = Inner(side) });
        var document = new JsonObject { ["components"] = new JsonObject { ["schemas"] = new JsonObject() }, ["in"] = Outer(SchemaSide.Request), ["out"] = Outer(SchemaSide.Response) };

        components.Complete(document);

        Assert.Equal("#/components/schemas/OuterInput", (string?)document["in"]!["$ref"]);
        Assert.Equal("#/components/schemas/Outer", (string?)document["out"]!["$ref"]);
        Assert.Equal("#/components/schemas/InnerInput", (string?)document["components"]!["schemas"]!["OuterInput"]!["items"]!["$ref"]);
        Assert.Equal(4, document["components"]!["schemas"]!.AsObject().Count);
    }
}
