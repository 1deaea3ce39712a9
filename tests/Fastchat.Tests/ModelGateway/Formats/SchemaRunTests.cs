using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Fastchat.ModelGateway.Formats;

public sealed class SchemaRunTests
{
    private const string Tree = """{"$ref":"#/$defs/node","$defs":{"node":{"type":"object","properties":{"value":{"type":"integer"},"next":{"anyOf":[{"$ref":"#/$defs/node"},{"type":"null"}]}},"required":["value","next"],"additionalProperties":false}}}""";

    /// <summary>A schema, an answer, and where it leaves the schema; null where it does not.</summary>
    public static TheoryData<string, string, string?> Cases => new()
    {
        { """{}""", "1", null },
        { """{"type":"string"}""", "\"a\"", null },
        { """{"type":"string"}""", "1", "$" },
        { """{"type":["string","null"]}""", "null", null },
        { """{"type":"integer"}""", "1.0", null },
        { """{"type":"integer"}""", "1.5", "$" },
        { """{"type":"number"}""", "1e400", null },
        { """{"enum":["a",1,null,{"b":[1]}]}""", """{"b":[1]}""", null },
        { """{"enum":["a",1]}""", "\"b\"", "$" },
        { """{"const":1}""", "1.0", null },
        { """{"minimum":1,"maximum":2}""", "2", null },
        { """{"minimum":1,"maximum":2}""", "2.01", "$" },
        { """{"exclusiveMinimum":1}""", "1", "$" },
        { """{"exclusiveMaximum":1}""", "0.5", null },
        { """{"multipleOf":0.01}""", "19.99", null },
        { """{"multipleOf":3}""", "7", "$" },
        { """{"minLength":2,"maxLength":2}""", "\"😀😀\"", null },
        { """{"maxLength":1}""", "\"ab\"", "$" },
        { """{"pattern":"^[a-z]+$"}""", "\"abc\"", null },
        { """{"pattern":"^[a-z]+$"}""", "\"aBc\"", "$" },
        { """{"pattern":"^(?!x)"}""", "\"x\"", "$" },
        { """{"items":{"type":"string"}}""", """["a",1]""", "$[1]" },
        { """{"prefixItems":[{"type":"string"}],"items":{"type":"number"}}""", """["a",1,2]""", null },
        { """{"prefixItems":[{"type":"string"}],"items":false}""", """["a",1]""", "$[1]" },
        { """{"minItems":1,"maxItems":2}""", "[]", "$" },
        { """{"uniqueItems":true}""", """[1,{"a":2},{"a":2}]""", "$" },
        { """{"contains":{"type":"string"},"maxContains":1}""", """["a","b"]""", "$" },
        { """{"contains":{"type":"string"},"minContains":0}""", "[]", null },
        { """{"properties":{"a":{"type":"object","properties":{"b":{"type":"array","items":{"type":"boolean"}}}}}}""", """{"a":{"b":[true,1]}}""", "$.a.b[1]" },
        { """{"required":["a"]}""", "{}", "$.a" },
        { """{"required":["a"]}""", "[]", null },
        { """{"properties":{"a":true},"additionalProperties":false}""", """{"a":1,"b":2}""", "$.b" },
        { """{"patternProperties":{"^x":{"type":"number"}},"additionalProperties":{"type":"string"}}""", """{"x1":1,"y":"s"}""", null },
        { """{"patternProperties":{"^x":{"type":"number"}}}""", """{"x1":"s"}""", "$.x1" },
        { """{"propertyNames":{"maxLength":2}}""", """{"abc":1}""", "$.abc" },
        { """{"minProperties":1}""", "{}", "$" },
        { """{"dependentRequired":{"a":["b"]}}""", """{"a":1}""", "$.b" },
        { """{"dependentSchemas":{"a":{"required":["c"]}}}""", """{"a":1}""", "$.c" },
        { """{"allOf":[{"type":"string"},{"minLength":2}]}""", "\"a\"", "$" },
        { """{"anyOf":[{"type":"string"},{"properties":{"a":{"type":"string"}}}]}""", """{"a":1}""", "$.a" },
        { """{"oneOf":[{"type":"integer"},{"minimum":2}]}""", "3", "$" },
        { """{"oneOf":[{"type":"integer"},{"minimum":2}]}""", "1", null },
        { """{"not":{"type":"string"}}""", "\"a\"", "$" },
        { """{"if":{"properties":{"k":{"const":1}},"required":["k"]},"then":{"required":["a"]},"else":{"required":["b"]}}""", """{"k":1,"b":1}""", "$.a" },
        { Tree, """{"value":1,"next":{"value":2,"next":null}}""", null },
        { Tree, """{"value":1,"next":{"value":"2","next":null}}""", "$.next.value" },
        { """{"$defs":{"a/b":{"type":"string"}},"properties":{"x":{"$ref":"#/$defs/a~1b"}}}""", """{"x":1}""", "$.x" },
        { """{"properties":{"a":{"type":"string"},"b":{"$ref":"#/properties/a"}}}""", """{"b":1}""", "$.b" },
        { """{"format":"email","title":"t","description":"d","default":1,"examples":[]}""", "\"no address\"", null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_Answer_IsHeldToTheSchema(string schema, string answer, string? path) =>
        Assert.Equal(path, SchemaRun.Check(Read(schema), JsonNode.Parse(answer))?.Path);

    // A library that nobody here wrote, as a second opinion.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_BesideALibrary_SaysTheSame(string schema, string answer, string? path)
    {
        // Beyond a double, and a format, which it takes for a demand.
        if (answer is "1e400" or "\"no address\"") return;
        using var parsed = JsonDocument.Parse(answer);

        Assert.Equal(JsonSchema.FromText(schema).Evaluate(parsed.RootElement).IsValid, path is null);
    }

    [Theory]
    [InlineData("""{"type":"strin"}""", ".type")]
    [InlineData("""{"type":[]}""", ".type")]
    [InlineData("""{"properties":[]}""", ".properties")]
    [InlineData("""{"properties":{"a":{"items":1}}}""", ".properties.a.items")]
    [InlineData("""{"properties":{"a":5}}""", ".properties.a")]
    [InlineData("""{"required":[1]}""", ".required")]
    [InlineData("""{"minLength":-1}""", ".minLength")]
    [InlineData("""{"minItems":1.5}""", ".minItems")]
    [InlineData("""{"multipleOf":0}""", ".multipleOf")]
    [InlineData("""{"enum":"a"}""", ".enum")]
    [InlineData("""{"pattern":"("}""", ".pattern")]
    [InlineData("""{"patternProperties":{"(":true}}""", ".patternProperties.(")]
    [InlineData("""{"anyOf":[]}""", ".anyOf")]
    [InlineData("""{"allOf":[true,1]}""", ".allOf[1]")]
    [InlineData("""{"$ref":"#/$defs/none"}""", ".$ref")]
    [InlineData("""{"items":{"$ref":"https://example.com/schema"}}""", ".items.$ref")]
    [InlineData("""{"unevaluatedProperties":false}""", ".unevaluatedProperties")]
    [InlineData("""{"$dynamicRef":"#a"}""", ".$dynamicRef")]
    public void Read_NoSchema_IsRefusedByItsPath(string schema, string path) => Assert.Equal(path, Assert.Throws<SchemaException>(() => Read(schema)).Path);

    [Fact]
    public void Check_SchemaThatLeadsToItself_Ends() => Assert.Null(SchemaRun.Check(Read("""{"$ref":"#"}"""), JsonNode.Parse("1")));

    // Each level asks the next one twice: 2^40 ways, but only 40 schemas.
    [Fact]
    public void Check_SchemaOfManyWays_AsksEachSchemaOnce()
    {
        var levels = string.Join(',', Enumerable.Range(0, 40).Select(i => $$"""  "a{{i}}":{"allOf":[{"$ref":"#/$defs/a{{i + 1}}"},{"$ref":"#/$defs/a{{i + 1}}"}]}  """));
        var schema = """{"$ref":"#/$defs/a0","$defs":{""" + levels + ""","a40":{"type":"integer"}}}""";

        Assert.Null(SchemaRun.Check(Read(schema), JsonNode.Parse("1")));
        Assert.NotNull(SchemaRun.Check(Read(schema), JsonNode.Parse("\"a\"")));
    }

    [Fact]
    public void Check_SchemaThatDoublesWithEachLevelOfTheAnswer_AsksEachSchemaOnce()
    {
        const string Schema = """{"$ref":"#/$defs/a","$defs":{"a":{"properties":{"x":{"allOf":[{"$ref":"#/$defs/a"},{"$ref":"#/$defs/a"}]}}}}}""";
        var answer = string.Concat(Enumerable.Repeat("{\"x\":", 40)) + "1" + new string('}', 40);

        Assert.Null(SchemaRun.Check(Read(Schema), JsonNode.Parse(answer)));
    }

    [Fact]
    public void Check_ChainOfReferences_IsCutAndSaysSo()
    {
        var links = string.Join(',', Enumerable.Range(0, 2000).Select(i => $$""" "a{{i}}":{"$ref":"#/$defs/a{{i + 1}}"} """));

        Assert.Contains("too deep", SchemaRun.Check(Read("""{"$ref":"#/$defs/a0","$defs":{""" + links + ""","a2000":true}}"""), JsonNode.Parse("1"))!.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_PatternThatTakesForEver_DoesNot()
    {
        var schema = Read("""{"pattern":"^(a+)+$"}""");
        var lookingBack = Read("""{"pattern":"^(a+)+(?!b)$"}""");
        var answer = JsonValue.Create(new string('a', 50_000) + "!");

        Assert.NotNull(SchemaRun.Check(schema, answer));
        Assert.NotNull(SchemaRun.Check(lookingBack, answer));
    }

    [Fact]
    public void Check_TooMuchWork_IsCutAndSaysSo()
    {
        var list = new JsonArray([.. Enumerable.Range(0, 3000).Select(i => (JsonNode?)i)]);

        Assert.Contains("too large", SchemaRun.Check(Read("""{"uniqueItems":true}"""), list)!.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MoreSchemasThanMakeSense_IsRefused()
    {
        var many = string.Join(',', Enumerable.Range(0, 5001).Select(i => $"\"p{i}\":{{}}"));

        Assert.Throws<SchemaException>(() => Read("""{"properties":{""" + many + "}}"));
    }

    private static SchemaNode Read(string schema) => SchemaReader.Read((JsonObject)JsonNode.Parse(schema)!);
}
