using System.Text.Json;
using Fastchat.Contracts.Json.V1;
using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Json;
using Fastchat.Rpc.WebSockets;
using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Fastchat.Rpc.Rest;

/// <summary>One HTTP verb and path bound to a method: where its request comes from and what of its response goes out.</summary>
internal sealed class RestBinding
{
    /// <summary>The verb that stands for all: <c>custom: {kind: "*"}</c>.</summary>
    public const string AnyVerb = "*";

    private readonly (PathTemplate.Variable Variable, FieldPath Field)[] _variables;

    private RestBinding(RpcMethod method, HttpRule rule, string verb, string path)
    {
        Method = method;
        Verb = verb;
        Template = PathTemplate.Parse(path);
        var request = method.Descriptor.InputType;
        var response = method.Descriptor.OutputType;
        HasBody = rule.Body.Length > 0;
        BodyField = rule.Body is "" or "*" ? null : request.FindFieldByName(rule.Body) ?? throw Wrong($"body '{rule.Body}' is no field of {request.FullName}");
        ResponseField = rule.ResponseBody is "" ? null : response.FindFieldByName(rule.ResponseBody) ?? throw Wrong($"response_body '{rule.ResponseBody}' is no field of {response.FullName}");
        _variables = [.. Template.Variables.Select(v => (v, Variable(request, v.Field)))];
        Stream = method.Descriptor.Shape();
        Headers = [.. HeadersOf(request, request, ""), .. BodyField is { FieldType: FieldType.Message, IsRepeated: false } body ? HeadersOf(request, body.MessageType, $"{body.Name}.") : []];
        SuccessStatus = method.Descriptor.SuccessStatus();
        if (SuccessStatus is < 200 or > 299) throw Wrong($"success_status is {SuccessStatus}, not 200 to 299");
        Prepare(request, response);
        WriteResponse = ResponseField is null ? JsonPlan.For(response).Write : FieldWriter.For(ResponseField).WriteValue;
        if (verb == WebSocketProtocol.Verb && method.Type == MethodType.Unary) throw Wrong("a unary method cannot be called over a WebSocket");
        if (method.ClientStreams && verb != WebSocketProtocol.Verb) Multipart = MultipartBinding.For(request) ?? throw Wrong("a method whose caller streams needs a field bound to a part");
        if (Stream is { EventName.Length: > 0 } or { EventId.Length: > 0 } && ResponseField is not null and not { FieldType: FieldType.Message, IsRepeated: false })
            throw Wrong($"'{rule.ResponseBody}' is no message, so none of its fields names events");
        RawResponse = response.Fields.InDeclarationOrder().Any(f => f.IsBinary());
        if (method.ServerStreams && !RawResponse && verb != WebSocketProtocol.Verb) Events = new SsePlan(this);
    }

    public RpcMethod Method { get; }

    public string Verb { get; }

    public PathTemplate Template { get; }

    /// <summary>Whether requests have a JSON body.</summary>
    public bool HasBody { get; }

    /// <summary>The request field that the body is; null when the body is the whole request.</summary>
    public FieldDescriptor? BodyField { get; }

    /// <summary>The request fields that parts of the path are.</summary>
    public IReadOnlyList<(PathTemplate.Variable Variable, FieldPath Field)> Variables => _variables;

    /// <summary>The request fields that headers fill when nothing else states them.</summary>
    public IReadOnlyList<(string Header, FieldPath Field)> Headers { get; }

    /// <summary>The response field that the body is; null when the body is the whole response.</summary>
    public FieldDescriptor? ResponseField { get; }

    /// <summary>The status of a JSON response to a call that succeeded.</summary>
    public int SuccessStatus { get; }

    /// <summary>How a server-streaming method streams; null for the defaults.</summary>
    public StreamShape? Stream { get; }

    /// <summary>How responses become server-sent events; null when they do not.</summary>
    public SsePlan? Events { get; }

    /// <summary>How a multipart body becomes request messages; null when bodies are JSON.</summary>
    public MultipartBinding? Multipart { get; }

    /// <summary>Whether the response is bytes rather than JSON.</summary>
    public bool RawResponse { get; }

    /// <summary>Writes what of a response message is the body.</summary>
    public Action<Utf8JsonWriter, IMessage> WriteResponse { get; }

    /// <summary>The bindings that google.api.http states for a method.</summary>
    public static IEnumerable<RestBinding> Of(RpcMethod method)
    {
        var rule = method.Descriptor.GetOptions()?.GetExtension(AnnotationsExtensions.Http);
        if (rule is null) return [];
        return new[] { rule }.Concat(rule.AdditionalBindings).Select(r => Make(method, r, rule));
    }

    /// <summary>The message whose fields name SSE events: the response, or the field of it that is the body.</summary>
    public IMessage Body(IMessage response) => ResponseField is null ? response : (IMessage)ResponseField.Accessor.GetValue(response);

    /// <summary>Binds what the path captures, the query names and headers say to fields of a request.</summary>
    /// <exception cref="JsonShapeException">A text does not fit its field.</exception>
    public void BindUrl(IMessage request, HttpRequest http, string[] path)
    {
        if (http.QueryString.HasValue) BindQuery(request, http.Query);
        foreach (var (variable, field) in Variables) field.Set(request, [Template.Capture(variable, path)], variable.Field);
        foreach (var (header, field) in Headers)
        {
            if (http.Headers[header] is [{ Length: > 0 } text] && field.IsUnset(request)) field.Set(request, [text], header);
        }
    }

    /// <summary>The type of <see cref="Body"/>.</summary>
    public MessageDescriptor BodyType => ResponseField?.MessageType ?? Method.Descriptor.OutputType;

    /// <summary>The request of an empty body: <c>curl -d ''</c> is how people call a method that takes nothing.</summary>
    public IMessage EmptyRequest()
    {
        var request = Method.Descriptor.InputType.Parser.ParseFrom(ReadOnlySpan<byte>.Empty);
        if (BodyField is { FieldType: FieldType.Message, IsRepeated: false } && !BodyField.IsWrapper())
            BodyField.Accessor.SetValue(request, BodyField.MessageType.Parser.ParseFrom(ReadOnlySpan<byte>.Empty));
        return request;
    }

    /// <summary>The request field that a query parameter of this name is; null where path or body hold it, or there is none.</summary>
    private FieldPath? QueryField(string path)
    {
        if (HasBody && BodyField is null) return null;
        if (FieldPath.Find(Method.Descriptor.InputType, path) is not { IsClosed: false } field) return null;
        return field.Root == BodyField || Array.Exists(_variables, v => v.Field.Equals(field)) ? null : field;
    }

    private void Prepare(MessageDescriptor request, MessageDescriptor response)
    {
        try
        {
            JsonPlan.Prepare(request);
            JsonPlan.Prepare(response);
        }
        catch (NotSupportedException e)
        {
            throw Wrong(e.Message.TrimEnd('.'));
        }
    }

    private IEnumerable<(string Header, FieldPath Field)> HeadersOf(MessageDescriptor request, MessageDescriptor type, string prefix) =>
        type.Fields.InDeclarationOrder().Where(f => f.Shape().Header.Length > 0).Select(f => (f.Shape().Header, HeaderField(request, f, prefix + f.Name)));

    private FieldPath HeaderField(MessageDescriptor request, FieldDescriptor field, string name)
    {
        var path = FieldPath.Find(request, name)!;
        return !field.IsRepeated && path.TakesText ? path : throw Wrong($"'{name}' is not a single value, as a header is");
    }

    private FieldPath Variable(MessageDescriptor request, string path)
    {
        var field = FieldPath.Find(request, path) ?? throw Wrong($"'{path}' is no field of {request.FullName}");
        if (field.Leaf.IsRepeated || !field.TakesText) throw Wrong($"'{path}' is not a single value, as a path's segment is");
        return BodyField is not null && field.Root == BodyField ? throw Wrong($"'{path}' is in the body") : field;
    }

    // Unknown parameters are left alone: clients and proxies add their own.
    private void BindQuery(IMessage request, IQueryCollection query)
    {
        foreach (var (name, values) in query)
        {
            var (path, key) = Parts(name);
            if (QueryField(path) is not { } field) continue;
            if (key.Length == 0) field.Set(request, values, name);
            else if (field.Leaf.IsMap) field.SetEntry(request, key, values, name);
        }
    }

    // "tags[]" is a list's entry, "labels[colour]" a map's.
    private static (string Path, string Key) Parts(string name) =>
        name.IndexOf('[', StringComparison.Ordinal) is > 0 and var open && name[^1] == ']' ? (name[..open], name[(open + 1)..^1]) : (name, "");

    private static RestBinding Make(RpcMethod method, HttpRule rule, HttpRule first)
    {
        if (rule != first && rule.AdditionalBindings.Count > 0) throw new FormatException($"{method.FullName}: additional bindings do not nest.");

        // Further bindings say path and verb; the response is shaped alike unless they say otherwise.
        if (rule.ResponseBody.Length == 0) rule.ResponseBody = first.ResponseBody;
        return rule.PatternCase switch
        {
            HttpRule.PatternOneofCase.Get => new RestBinding(method, rule, "GET", rule.Get),
            HttpRule.PatternOneofCase.Put => new RestBinding(method, rule, "PUT", rule.Put),
            HttpRule.PatternOneofCase.Post => new RestBinding(method, rule, "POST", rule.Post),
            HttpRule.PatternOneofCase.Delete => new RestBinding(method, rule, "DELETE", rule.Delete),
            HttpRule.PatternOneofCase.Patch => new RestBinding(method, rule, "PATCH", rule.Patch),
            HttpRule.PatternOneofCase.Custom when rule.Custom.Kind == WebSocketProtocol.BindingKind => new RestBinding(method, rule, WebSocketProtocol.Verb, rule.Custom.Path),
            HttpRule.PatternOneofCase.Custom => new RestBinding(method, rule, rule.Custom.Kind, rule.Custom.Path),
            _ => throw new FormatException($"{method.FullName}: an HTTP rule has no verb."),
        };
    }

    private FormatException Wrong(string why) => new($"{Method.FullName}, {Verb} {Template.Text}: {why}.");
}
