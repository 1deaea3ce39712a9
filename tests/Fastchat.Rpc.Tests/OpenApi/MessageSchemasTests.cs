using System.Text.Json.Nodes;
using Fastchat.Rpc.WireTest;
using Google.Protobuf.Reflection;

namespace Fastchat.Rpc.OpenApi;

public sealed class MessageSchemasTests
{
    [Fact]
    public void Message_Scalars_HaveTheirTypesFormatsAndBounds() => Described.Is("""
        {"type":"object","properties":{
        "text":{"type":"string"},"flag":{"type":"boolean"},
        "small":{"type":"integer","format":"int32","minimum":-2147483648,"maximum":2147483647},
        "natural":{"type":"integer","format":"uint32","minimum":0,"maximum":4294967295},
        "large":{"type":"integer","format":"int64","minimum":-9223372036854775808,"maximum":9223372036854775807},
        "largest":{"type":"integer","format":"uint64","minimum":0,"maximum":18446744073709551615},
        "number":{"type":"number","format":"double"},"short_number":{"type":"number","format":"float"},
        "data":{"type":"string","contentEncoding":"base64"},"role":{"$ref":"#/components/schemas/Role"},
        "time":{"type":"string","format":"date-time"},"duration":{"type":"string","pattern":"^-?[0-9]\u002B(\\.[0-9]{1,9})?s$"},
        "open":{"type":"object"},"any":{},"list":{"type":"array","items":{}},"empty":{"type":"object"},
        "numbers":{"type":"array","items":{"type":"integer","format":"int64","minimum":-9223372036854775808,"maximum":9223372036854775807}},
        "counts":{"type":"object","additionalProperties":{"type":"integer","format":"int32","minimum":-2147483648,"maximum":2147483647}},
        "maybe":{"type":"string"},"inner":{"$ref":"#/components/schemas/Scalars"}},
        "required":["text","flag","small","natural","large","largest","number","short_number","data","numbers","counts"]}
        """, Response(Scalars.Descriptor)["Scalars"]);

    [Fact]
    public void Message_OpenUnionOfTextAndBareList_IsAnyOfThem()
    {
        var schemas = Response(Message.Descriptor);

        Described.Is("""{"type":"object","properties":{"role":{"$ref":"#/components/schemas/Role"},"content":{"$ref":"#/components/schemas/Content"}},"additionalProperties":true}""", schemas["Message"]);
        Described.Is("""{"anyOf":[{"anyOf":[{"type":"string"},{"$ref":"#/components/schemas/Parts"}]},{"type":"null"}]}""", schemas["Content"]);
        Described.Is("""{"type":"array","items":{"$ref":"#/components/schemas/Part"}}""", schemas["Parts"]);
    }

    [Fact]
    public void Message_TaggedUnion_IsOneOfItsMembersWithTheirTags()
    {
        var schemas = Response(Part.Descriptor);

        Described.Is("""
            {"oneOf":[{"$ref":"#/components/schemas/PartText"},{"$ref":"#/components/schemas/PartImage"}],
            "discriminator":{"propertyName":"type","mapping":{"text":"#/components/schemas/PartText","image_url":"#/components/schemas/PartImage"}}}
            """, schemas["Part"]);
        Described.Is("""{"type":"object","properties":{"type":{"type":"string","const":"text"},"id":{"type":"string"},"text":{"type":"string"}},"required":["type","text"]}""", schemas["PartText"]);
        Described.Is("""
            {"type":"object","properties":{"type":{"type":"string","const":"image_url"},"id":{"type":"string"},"url":{"type":"string"},"labels":{"type":"array","items":{"type":"string"}}},
            "required":["type","url","labels"]}
            """, schemas["PartImage"]);
    }

    [Fact]
    public void Message_TaggedUnionWithContent_HoldsTheMemberThere()
    {
        var schemas = Response(Event.Descriptor);

        Described.Is("""
            {"type":"object","properties":{"type":{"type":"string","const":"parts"},
            "sequence":{"type":"integer","format":"int64","minimum":-9223372036854775808,"maximum":9223372036854775807},"at":{"type":"string","format":"date-time"},"data":{"$ref":"#/components/schemas/Parts"}},
            "required":["type","sequence","data"]}
            """, schemas["EventParts"]);
        Described.Is("""{"type":"string","const":"text.delta"}""", schemas["EventDelta"]!["properties"]!["type"]);
    }

    [Fact]
    public void Message_UntaggedUnionBesideFields_IsAPropertyOfItsName() => Described.Is("""
        {"type":"object","properties":{"name":{"type":"string"},"choice":{"anyOf":[{"type":"string"},{"type":"number","format":"double"},{"type":"boolean"},{"$ref":"#/components/schemas/Strings"},{"$ref":"#/components/schemas/TextPart"}]}},
        "required":["name"]}
        """, Response(Choice.Descriptor)["Choice"]);

    [Fact]
    public void Message_WhatMayBeAbsent_IsRequiredWhereItIsAlwaysWritten()
    {
        var schemas = Response(Absences.Descriptor);

        Described.Is("""
            {"type":"object","properties":{"null_text":{"type":["string","null"]},"null_part":{"anyOf":[{"$ref":"#/components/schemas/TextPart"},{"type":"null"}]},
            "gone_text":{"type":"string"},"gone_part":{"$ref":"#/components/schemas/TextPart"},
            "empty_list":{"type":"array","items":{"type":"string"}},"empty_map":{"type":"object","additionalProperties":{"type":"string"}},
            "omitted_list":{"type":"array","items":{"type":"string"}},"omitted_map":{"type":"object","additionalProperties":{"type":"string"}},
            "nullable_text":{"$ref":"#/components/schemas/NullableText"},"nullable_part":{"$ref":"#/components/schemas/NullablePart"}},
            "required":["null_text","null_part","empty_list","empty_map"]}
            """, schemas["Absences"]);
        Described.Is("""{"type":["string","null"]}""", schemas["NullableText"]);
        Described.Is("""{"anyOf":[{"$ref":"#/components/schemas/TextPart"},{"type":"null"}]}""", schemas["NullablePart"]);
    }

    [Fact]
    public void Message_ReadOtherwiseThanWritten_HasTwoSchemas()
    {
        var schemas = Described.Things()["components"]!["schemas"]!.AsObject();

        Assert.Equal("""["name"]""", schemas["ThingInput"]!["required"]!.ToJsonString());
        Assert.Equal("""["name","former"]""", schemas["Thing"]!["required"]!.ToJsonString());
        Assert.Equal("""["brief","full"]""", schemas["DetailInput"]!["enum"]!.ToJsonString());
        Assert.Equal("""["unspecified","brief","full"]""", schemas["Detail"]!["enum"]!.ToJsonString());
        Described.Is("""{"$ref":"#/components/schemas/ThingInput"}""", schemas["ThingInput"]!["properties"]!["inner"]);
        Described.Is("""{"$ref":"#/components/schemas/Thing"}""", schemas["Thing"]!["properties"]!["inner"]);
        Assert.False(schemas.ContainsKey("NoteInput"));
        Assert.False(schemas["Thing"]!["properties"]!.AsObject().ContainsKey("secret"));
        Assert.True((bool)schemas["Thing"]!["properties"]!["former"]!["deprecated"]!);
    }

    [Theory]
    [InlineData("wrapped_int", """{"type":"integer","format":"int32","minimum":-2147483648,"maximum":2147483647}""")]
    [InlineData("wrapped_text", """{"type":"string"}""")]
    [InlineData("wrapped_data", """{"type":"string","contentEncoding":"base64"}""")]
    [InlineData("mask", """{"type":"string"}""")]
    public void Message_WrappersAndMasks_AreTheirValues(string field, string expected) =>
        Described.Is(expected, Response(Kinds.Descriptor)["Kinds"]!["properties"]![field]);

    [Fact]
    public void Message_Commented_SaysSo()
    {
        var schemas = Described.Things()["components"]!["schemas"]!;

        Assert.Equal("A thing.", (string?)schemas["Thing"]!["description"]);
        Assert.Equal("One inside, made of the same.", (string?)schemas["Thing"]!["properties"]!["inner"]!["description"]);
        Assert.Equal("How much.\n\n- `brief`: A little.\n- `full`: All.", (string?)schemas["DetailInput"]!["description"]);
    }

    private static JsonObject Response(MessageDescriptor type)
    {
        var schemas = new MessageSchemas(new ProtoComments([]));
        schemas.Message(type, SchemaSide.Response);
        var document = new JsonObject { ["components"] = new JsonObject { ["schemas"] = new JsonObject() } };
        schemas.Components.Complete(document);
        return document["components"]!["schemas"]!.AsObject();
    }
}
