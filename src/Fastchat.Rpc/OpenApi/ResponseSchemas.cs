using System.Globalization;
using System.Text.Json.Nodes;
using Fastchat.Rpc.Rest;
using Google.Protobuf.Reflection;

namespace Fastchat.Rpc.OpenApi;

/// <summary>What an operation answers.</summary>
internal sealed class ResponseSchemas(MessageSchemas schemas, ProtoComments comments)
{
    private const string Error = "#/components/schemas/RestError";

    /// <summary>The responses of an endpoint, by status.</summary>
    public JsonObject Of(RestEndpoint endpoint) => new()
    {
        [endpoint.Plain.SuccessStatus.ToString(CultureInfo.InvariantCulture)] = Success(endpoint),
        ["4XX"] = Shared("Refused"),
        ["default"] = Shared("Failed"),
    };

    /// <summary>What the responses refer to: the one form of errors, and the header that all have.</summary>
    public static JsonObject SharedComponents() => new()
    {
        ["schemas"] = new JsonObject { ["RestError"] = ErrorSchema() },
        ["responses"] = new JsonObject
        {
            ["Refused"] = ErrorResponse("The request is refused: it is the caller's to change. `code` says why, `param` names the field."),
            ["Failed"] = ErrorResponse("The server or something behind it failed."),
        },
        ["headers"] = new JsonObject
        {
            ["RequestId"] = new JsonObject { ["description"] = "The id under which the server's log knows this request.", ["required"] = true, ["schema"] = ScalarSchema.Text() },
        },
    };

    private static JsonObject Shared(string name) => new() { ["$ref"] = $"#/components/responses/{name}" };

    private static JsonObject Headers() => new() { ["x-request-id"] = new JsonObject { ["$ref"] = "#/components/headers/RequestId" } };

    private static JsonObject ErrorResponse(string description)
    {
        var headers = Headers();
        headers["retry-after"] = new JsonObject { ["description"] = "Seconds after which another try makes sense.", ["schema"] = new JsonObject { ["type"] = "integer", ["minimum"] = 0 } };
        return new() { ["description"] = description, ["headers"] = headers, ["content"] = Json(new JsonObject { ["$ref"] = Error }) };
    }

    private static JsonObject ErrorSchema() => new()
    {
        ["type"] = "object",
        ["description"] = "An error, all four keys always there.",
        ["required"] = new JsonArray("error"),
        ["properties"] = new JsonObject
        {
            ["error"] = new JsonObject
            {
                ["type"] = "object",
                ["required"] = new JsonArray("message", "type", "param", "code"),
                ["properties"] = new JsonObject
                {
                    ["message"] = new JsonObject { ["type"] = "string", ["description"] = "For people." },
                    ["type"] = new JsonObject { ["type"] = "string", ["description"] = "The family of the error, \"invalid_request_error\" for example." },
                    ["param"] = new JsonObject { ["type"] = new JsonArray("string", "null"), ["description"] = "The field that is wrong." },
                    ["code"] = new JsonObject { ["type"] = new JsonArray("string", "null"), ["description"] = "The reason, for programs." },
                },
            },
        },
    };

    private static JsonObject Json(JsonObject schema) => new() { ["application/json"] = new JsonObject { ["schema"] = schema } };

    private JsonObject Success(RestEndpoint endpoint)
    {
        var binding = endpoint.Plain;
        var response = new JsonObject { ["headers"] = Headers() };
        var said = new List<string> { comments.Of(binding.Method.Descriptor.OutputType) };
        if (binding.RawResponse)
        {
            response["content"] = new JsonObject { ["*/*"] = new JsonObject { ["schema"] = ScalarSchema.Bytes() } };
        }
        else
        {
            var content = binding.Method.ServerStreams ? [] : Json(Body(binding));
            var streamed = binding.Method.ServerStreams ? binding : endpoint.Twin;
            if (streamed is not null) content["text/event-stream"] = Events(streamed);
            if (streamed is not null) said.Add(Streams(streamed));
            response["content"] = content;
        }

        var description = string.Join("\n\n", said.Where(t => t.Length > 0));
        response["description"] = description.Length > 0 ? description : "Success.";
        return response;
    }

    private JsonObject Body(RestBinding binding)
    {
        var schema = binding.ResponseField is { } field ? schemas.Field(field, SchemaSide.Response) : schemas.Message(binding.Method.Descriptor.OutputType, SchemaSide.Response);
        schema.Remove("description");
        return schema;
    }

    // OpenAPI 3.1 has no schema for the items of a stream: this one is that of each event's data.
    private JsonObject Events(RestBinding binding)
    {
        var asides = Asides(binding);
        var content = new JsonObject
        {
            ["schema"] = new JsonObject { ["anyOf"] = new JsonArray([Body(binding), .. asides.Select(f => schemas.Field(f, SchemaSide.Response)), new JsonObject { ["$ref"] = Error }]) },
        };
        var stream = new JsonObject();
        if (asides.Count > 0) stream["named"] = new JsonArray([.. asides.Select(f => JsonValue.Create(f.Name))]);
        if (binding.Stream is { When.Length: > 0 } chosen) stream["when"] = chosen.When;
        if (binding.Stream is { EventName.Length: > 0 } named) stream["event"] = named.EventName;
        if (binding.Stream is { EventId.Length: > 0 } numbered) stream["id"] = numbered.EventId;
        if (binding.Stream is { End.Length: > 0 } ended) stream["end"] = ended.End;
        content["x-server-sent-events"] = stream;
        return content;
    }

    private static IReadOnlyList<FieldDescriptor> Asides(RestBinding binding) => binding.Stream is { NamedEvents.Length: > 0 } named
        ? [.. binding.Method.Descriptor.OutputType.Oneofs.Single(o => o.Name == named.NamedEvents).Fields]
        : [];

    private static string Streams(RestBinding binding)
    {
        var said = "As `text/event-stream`: server-sent events; the schema is that of each event's `data`.";
        if (binding.Stream is { EventName.Length: > 0 } named) said += $" The event's name is the value of `{named.EventName}`.";
        if (Asides(binding) is [_, ..] asides) said += $" Events named {string.Join(", ", asides.Select(f => $"`{f.Name}`"))} are told beside the others to those who ask for them.";
        if (binding.Stream is { EventId.Length: > 0 } numbered) said += $" Its id is the value of `{numbered.EventId}`.";
        if (binding.Stream is { End.Length: > 0 } ended) said += $" The last `data` is `{ended.End}`, which is no JSON.";
        return said + " What goes wrong after the first event is told by an event whose data is an error.";
    }
}
