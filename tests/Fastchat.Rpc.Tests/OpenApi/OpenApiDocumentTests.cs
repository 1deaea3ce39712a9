using System.Text.Json.Nodes;

namespace Fastchat.Rpc.OpenApi;

public sealed class OpenApiDocumentTests
{
    private static readonly JsonObject Things = Described.Things();
    private static readonly JsonObject Routes = Described.Routes();

    [Fact]
    public void Document_Head_IsWhatTheHostSays()
    {
        Assert.Equal("3.1.1", (string?)Things["openapi"]);
        Assert.Equal("""{"title":"Tests","version":"1.2.3"}""", Things["info"]!.ToJsonString());
        Assert.Equal("""[{"bearer":[]},{"header":[]}]""", Things["security"]!.ToJsonString());
        Described.Is("""{"bearer":{"type":"http","scheme":"bearer"},"header":{"type":"apiKey","in":"header","name":"X-Key"}}""", Things["components"]!["securitySchemes"]);
        Assert.Equal("DocumentedService", (string?)Things["tags"]![0]!["name"]);
        Assert.Equal("Things, well documented.\n\nIn two paragraphs.", (string?)Things["tags"]![0]!["description"]);
    }

    [Fact]
    public void Operation_Get_TakesPathAndQuery()
    {
        var operation = Things["paths"]!["/v1/things/{thing_id}"]!["get"]!;

        Assert.Equal("DocumentedService_GetThing", (string?)operation["operationId"]);
        Assert.Equal("Reads a thing", (string?)operation["summary"]);
        Assert.Equal("Reads a thing. It says e.g. its name.", (string?)operation["description"]);
        Assert.Equal("[]", operation["security"]!.ToJsonString());
        Described.Is("""
            [{"name":"thing_id","in":"path","required":true,"schema":{"type":"string"}},
            {"name":"detail","in":"query","schema":{"$ref":"#/components/schemas/DetailInput"}},
            {"name":"tags","in":"query","required":true,"schema":{"type":"array","items":{"type":"string"}}},
            {"name":"range.from","in":"query","schema":{"type":"integer","format":"int32","minimum":-2147483648,"maximum":2147483647}}]
            """, operation["parameters"]);
    }

    [Fact]
    public void Operation_RequestWithAMap_TakesItsEntriesFromTheQuery() => Described.Is(
        """{"name":"labels","in":"query","style":"deepObject","explode":true,"schema":{"type":"object","additionalProperties":{"type":"string"}}}""",
        Routes["paths"]!["/v1/items/{id}"]!["get"]!["parameters"]!.AsArray().Single(p => (string?)p!["name"] == "labels"));

    [Fact]
    public void Operation_OtherVerbWithAnotherNameForTheVariable_IsOfTheSamePath()
    {
        var item = Things["paths"]!["/v1/things/{thing_id}"]!.AsObject();

        Assert.Equal(["get", "put"], item.Select(o => o.Key));
        var operation = item["put"]!;
        Described.Is("""[{"name":"thing_id","in":"path","required":true,"schema":{"type":"string"}}]""", operation["parameters"]);
        Described.Is("""{"required":false,"content":{"application/json":{"schema":{"type":"object","properties":{"thing":{"$ref":"#/components/schemas/ThingInput"}}}}}}""", operation["requestBody"]);
        Assert.True((bool)operation["deprecated"]!);
        Assert.Null(operation["security"]);
    }

    [Fact]
    public void Operation_FurtherBinding_HasAnIdOfItsOwn() =>
        Assert.Equal("DocumentedService_GetThing_2", (string?)Things["paths"]!["/v1/old-things/{thing_id}"]!["get"]!["operationId"]);

    [Theory]
    [InlineData("/v1/items/{path}", "GetFile")]
    [InlineData("/v1/folders/{path_1}/files/{path_3}", "GetNamed")]
    [InlineData("/v1/items/{id}:cancel", "CancelItem")]
    public void Path_Template_IsWrittenAsOpenApiCan(string path, string method)
    {
        var operations = Routes["paths"]![path]!.AsObject().Select(o => (string?)o.Value!["operationId"]);

        Assert.Contains("RouteService_" + method, operations);
    }

    [Theory]
    [InlineData("/v1/items/{path}")]
    [InlineData("/v1/drawers/{path}")] // bound to one segment as well
    public void Path_OfManySegments_SaysSo(string path) => Assert.True((bool)Routes["paths"]![path]!["get"]!["parameters"]![0]!["x-takes-slashes"]!);

    [Fact]
    public void Parameters_HiddenFieldsAndTheBodysOwn_AreLeftOut()
    {
        var parameters = Routes["paths"]!["/v1/items/{id}"]!["patch"]!["parameters"]!.AsArray().Select(p => (string?)p!["name"]);

        Assert.Equal(["id", "path", "tags", "limit", "flag", "role", "since", "numbers", "count", "times", "mask", "mark", "labels", "X-Mark"], parameters);
    }

    [Fact]
    public void Responses_Twins_AreOneOperationWithTwoMediaTypes()
    {
        var content = Routes["paths"]!["/v1/answers"]!["post"]!["responses"]!["200"]!["content"]!;

        Described.Is("""
            {"application/json":{"schema":{"$ref":"#/components/schemas/Event"}},
            "text/event-stream":{"schema":{"anyOf":[{"$ref":"#/components/schemas/Event"},{"$ref":"#/components/schemas/TextPart"},{"$ref":"#/components/schemas/RestError"}]},
            "x-server-sent-events":{"named":["note"],"when":"stream","event":"type","id":"sequence","end":"[DONE]"}}}
            """, content);
    }

    [Fact]
    public void Responses_Errors_HaveTheirOneForm()
    {
        var responses = Routes["paths"]!["/v1/answers"]!["post"]!["responses"]!.AsObject();

        Assert.Equal(["200", "4XX", "default"], responses.Select(r => r.Key));
        Described.Is("""{"application/json":{"schema":{"$ref":"#/components/schemas/RestError"}}}""", Routes["components"]!["responses"]!["Refused"]!["content"]);
        Assert.Equal("""["message","type","param","code"]""", Routes["components"]!["schemas"]!["RestError"]!["properties"]!["error"]!["required"]!.ToJsonString());
    }

    [Fact]
    public void Form_WithAPath_LeavesOutWhatThePathStates()
    {
        var form = Routes["paths"]!["/v1/shelves/{shelf}/blobs"]!["post"]!["requestBody"]!["content"]!["multipart/form-data"]!["schema"]!["properties"]!.AsObject();

        Assert.Contains("purpose", form.Select(f => f.Key));
        Assert.DoesNotContain("shelf", form.Select(f => f.Key));
    }

    [Fact]
    public void Bytes_InAndOut_AreBinary()
    {
        Described.Is("""
            {"required":true,"content":{"multipart/form-data":{"schema":{"type":"object","properties":{
            "purpose":{"type":"string"},"days":{"type":"integer","format":"int32","minimum":-2147483648,"maximum":2147483647},"note[name]":{"type":"string"},"note[score]":{"type":"number","format":"double"},"file":{"type":"string","format":"binary"},
            "expires[name]":{"type":"string"},"expires[score]":{"type":"number","format":"double"},"shelf":{"type":"string"}},"required":["file"]}}}}
            """, Routes["paths"]!["/v1/blobs"]!["post"]!["requestBody"]);
        Described.Is("""{"*/*":{"schema":{"type":"string","format":"binary"}}}""", Routes["paths"]!["/v1/blobs/{id}/content"]!["get"]!["responses"]!["200"]!["content"]);
    }
}
